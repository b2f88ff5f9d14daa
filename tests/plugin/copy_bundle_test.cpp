// SPDX-License-Identifier: Apache-2.0
#include "plugin/copy_bundle.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "plugin/bundle.h"
#include "plugin/staging.h"
#include "support/fixture_plugins.h"
#include "support/process_state.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

constexpr std::uint64_t kMax = std::uint64_t{64} << 20;

/// A folder with a bundle "tool" in it, and a place for copies.
struct Bundles {
  TempDir root;
  std::unique_ptr<Staging> staging = Staging::create({root / "staging"}).value();

  Bundles() {
    root.write("plugins/tool/tool.so", "the library");
    root.write("plugins/tool/libhelper.so.1", "the helper");
    root.write("plugins/tool/data/words.txt", "a b c");
  }
  [[nodiscard]] Staged copy(std::uint64_t max_bytes = kMax,
                            Permissions permissions = Permissions::off) const {
    return staging->copy({root / "plugins", root / "plugins/tool", true}, max_bytes, permissions);
  }
  [[nodiscard]] Sha256 hash() const {
    const auto copied = copy();
    REQUIRE(copied);
    return copied->hash();
  }
  /// Why the bundle is refused; nothing is left of it.
  [[nodiscard]] Error refusal(std::uint64_t max_bytes = kMax,
                              Permissions permissions = Permissions::off) const {
    const auto before = test::ProcessState::now(staging->folder());
    const auto copied = copy(max_bytes, permissions);
    REQUIRE_FALSE(copied);
    CHECK(test::ProcessState::now(staging->folder()) == before);
    REQUIRE(copied.error().size() == 1);
    CHECK(copied.error().front().subject == root / "plugins/tool");
    return copied.error().front();
  }
};

}  // namespace

TEST_CASE("a bundle is copied with its layout, and goes with its copy") {
  const Bundles bundles;
  {
    const auto copy = bundles.copy();
    REQUIRE(copy);
    const fs::path folder = fs::path(copy->path()).parent_path();
    CHECK(copy->path() == bundles.staging->folder() + "/000001-tool/tool.so");
    CHECK(copy->helpers() == std::vector<std::string>{folder / "libhelper.so.1"});
    CHECK(test::content_of(folder / "data/words.txt") == "a b c");
    CHECK(fs::status(folder / "data").permissions() == fs::perms::owner_all);
    CHECK(copy->stamp() == list_bundle(bundles.root / "plugins/tool", "").value().stamp);
  }
  CHECK(fs::is_empty(bundles.staging->folder()));
}

TEST_CASE("a bundle is identified by the names and the content of all its files") {
  const Bundles bundles;
  const Sha256 first = bundles.hash();
  CHECK(bundles.hash() == first);
  bundles.root.write("plugins/tool/.hidden", "x");
  bundles.root.write("plugins/tool/data/words.txt~", "x");
  CHECK(bundles.hash() == first);

  bundles.root.write("plugins/tool/data/words.txt", "a b d");
  CHECK(bundles.hash() != first);
  bundles.root.write("plugins/tool/data/words.txt", "a b c");
  CHECK(bundles.hash() == first);
  fs::rename(bundles.root / "plugins/tool/data/words.txt",
             bundles.root / "plugins/tool/data/wordy.txt");  // in the same place of the order
  CHECK(bundles.hash() != first);
}

TEST_CASE("two bundles of the same bytes, cut up in another way, differ") {
  const Bundles bundles;
  const auto hash_of = [&](const char* one, const char* two) {
    bundles.root.write("plugins/tool/one", one);
    bundles.root.write("plugins/tool/two", two);
    return bundles.hash();
  };
  CHECK(hash_of("ab", "c") != hash_of("a", "bc"));
}

TEST_CASE("a symbolic link to a file of the bundle is copied as a file, any other is refused") {
  const Bundles bundles;
  const std::string link = bundles.root / "plugins/tool/libhelper.so";
  fs::create_symlink("libhelper.so.1", link);
  {
    const auto copy = bundles.copy();
    REQUIRE(copy);
    REQUIRE(copy->helpers().size() == 2);
    CHECK(fs::symlink_status(copy->helpers()[0]).type() == fs::file_type::regular);
    CHECK(test::content_of(copy->helpers()[0]) == "the helper");
  }
  const auto refused_link_to = [&](const std::string& target) {
    fs::remove(link);
    fs::create_symlink(target, link);
    const Error error = bundles.refusal();
    CHECK(error.message.starts_with(link));
    return error.code;
  };
  bundles.root.write("plugins/other.so", "x");
  CHECK(refused_link_to("../other.so") == "file.link_outside");
  CHECK(refused_link_to("/etc/hostname") == "file.link_outside");
  CHECK(refused_link_to("gone.so") == "file.link_broken");
  CHECK(refused_link_to("data") == "file.not_regular");
}

TEST_CASE("a bundle with a FIFO in it is refused without waiting for a writer") {
  const Bundles bundles;
  REQUIRE(::mkfifo((bundles.root / "plugins/tool/data/fifo").c_str(), 0600) == 0);
  CHECK(bundles.refusal().message ==
        bundles.root / "plugins/tool/data/fifo" + " is a FIFO, not a regular file");
}

TEST_CASE("a folder with libraries but none of its name is refused as such") {
  const Bundles bundles;
  fs::remove(bundles.root / "plugins/tool/tool.so");
  const Error error = bundles.refusal();
  CHECK(error.code == "bundle.no_plugin");
  CHECK(error.message.find("tool.so") != std::string::npos);
}

TEST_CASE("every file of a bundle that cannot be copied is told") {
  const Bundles bundles;
  fs::create_symlink("/etc/passwd", bundles.root / "plugins/tool/data/outside");
  fs::create_symlink("nowhere", bundles.root / "plugins/tool/lost");
  REQUIRE(::mkfifo((bundles.root / "plugins/tool/pipe").c_str(), 0600) == 0);
  const auto copied = bundles.copy();
  REQUIRE_FALSE(copied);
  REQUIRE(copied.error().size() == 3);
  const auto is_told = [&](std::size_t at, std::string_view code, const std::string& file) {
    CHECK(copied.error()[at].code == code);
    CHECK(copied.error()[at].subject == bundles.root / "plugins/tool");
    CHECK(copied.error()[at].message.starts_with(bundles.root / ("plugins/tool/" + file)));
  };
  is_told(0, "file.link_outside", "data/outside");
  is_told(1, "file.link_broken", "lost");
  is_told(2, "file.not_regular", "pipe");
  CHECK(fs::is_empty(bundles.staging->folder()));
}

TEST_CASE("a bundle with too many files, too deep or too large is refused") {
  const Bundles bundles;
  CHECK(bundles.refusal(12).code == "bundle.too_large");
  CHECK(bundles.copy(26));

  const std::string deepest = "plugins/tool/1/2/3/4/5/6/7/8";
  bundles.root.write(deepest + "/file", "x");
  CHECK(bundles.copy());
  bundles.root.write(deepest + "/9/file", "x");
  CHECK(bundles.refusal().code == "bundle.too_large");
  fs::remove_all(bundles.root / (deepest + "/9"));

  std::size_t files = 4;
  while (files < kBundleFiles) bundles.root.write(fmt::format("plugins/tool/{}", ++files), "x");
  CHECK(bundles.copy());
  bundles.root.write("plugins/tool/one-more", "x");
  CHECK(bundles.refusal().code == "bundle.too_large");
}

TEST_CASE("each file and folder of a bundle has to be one that nobody else may write to") {
  const Bundles bundles;
  CHECK(bundles.copy(kMax, Permissions::strict));
  for (const char* name : {"data/words.txt", "data", ""}) {
    CAPTURE(name);
    const fs::path path = fs::path(bundles.root / "plugins/tool") / name;
    const fs::perms before = fs::status(path).permissions();
    fs::permissions(path, fs::perms::others_write, fs::perm_options::add);
    const Error error = bundles.refusal(kMax, Permissions::strict);
    CHECK(error.code == "file.untrusted");
    CHECK(error.hint.starts_with("chmod g-w,o-w '"));
    fs::permissions(path, before);
  }
}

TEST_CASE("each hidden folder that a link of a bundle leads through has to be one of ours alone") {
  const Bundles bundles;
  const std::string tool = bundles.root / "plugins/tool/";
  bundles.root.write("plugins/tool/.data/tool.so", "the library");
  bundles.root.make_folder("plugins/tool/.links");
  fs::create_symlink("../.data/tool.so", tool + ".links/tool.so");
  fs::remove(tool + "tool.so");
  fs::create_symlink(".links/tool.so", tool + "tool.so");
  CHECK(bundles.copy(kMax, Permissions::strict));
  for (const char* name : {".data", ".links"}) {
    CAPTURE(name);
    const fs::perms before = fs::status(tool + name).permissions();
    fs::permissions(tool + name, fs::perms::all);
    CHECK(bundles.copy());
    const Error error = bundles.refusal(kMax, Permissions::strict);
    CHECK(error.code == "file.untrusted");
    CHECK(error.hint == "chmod g-w,o-w '" + tool + name + "'");
    fs::permissions(tool + name, before);
  }
}

TEST_CASE("a bundle of which one file changes while another is read is refused as changing") {
  const Bundles bundles;
  bundles.root.write("plugins/tool/a", "x");  // the first to be read
  bundles.root.write("plugins/tool/large", std::string(std::size_t{8} << 20, 'x'));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) bundles.root.write("plugins/tool/a", "y");
  });
  std::string message;
  for (int i = 0; i < 50 && !message.starts_with("changed while it was read"); ++i) {
    const auto copy = bundles.copy();
    if (!copy)
      message = copy.error().front().message;  // begins with the file's name, if that was read
  }
  done = true;
  writer.join();
  CHECK(message == "changed while it was read: it is still being written");
  CHECK(fs::is_empty(bundles.staging->folder()));
}

TEST_CASE("names of libraries end in .so, or in .so and a version") {
  for (const char* name : {"a.so", "libx.so.1", "lib/libx.so.1.2.3"}) CHECK(is_library_name(name));
  for (const char* name : {"a.so.txt", "so", "a.so1", "x.so.d/readme", "1.2.3"}) {
    CHECK_FALSE(is_library_name(name));
  }
}

TEST_CASE("a source of its own has the folder that it lies in as its root") {
  const TempDir folder;
  folder.write("tool/tool.so", "x");
  CHECK(source_of(folder / "tool/").path == folder / "tool");
  CHECK(source_of(folder / "tool/").root == folder.path());
  CHECK(source_of(folder / "tool").is_bundle);
  CHECK_FALSE(source_of(folder / "tool/tool.so").is_bundle);
  CHECK(source_of("a.so").root == ".");
  CHECK(source_of("/a.so").root == "/");
}

}  // namespace muster::plugin
