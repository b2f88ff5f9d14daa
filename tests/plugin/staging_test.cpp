// SPDX-License-Identifier: Apache-2.0
#include "plugin/staging.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "support/fixture_plugins.h"
#include "support/process_state.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

constexpr std::uint64_t kMax = std::uint64_t{64} << 20;

std::unique_ptr<Staging> staging_in(const TempDir& folder) {
  auto staging = Staging::create({folder / "staging"});
  REQUIRE(staging);
  return std::move(*staging);
}

Staged copy_of(Staging& staging, const std::string& file, std::uint64_t max_bytes = kMax) {
  return staging.copy(source_of(file), max_bytes, Permissions::off);
}

std::string text_of(const StagedCopy& copy) {
  const auto content = copy.content();
  REQUIRE(content);
  return {reinterpret_cast<const char*>(content->bytes().data()), content->bytes().size()};
}

}  // namespace

TEST_CASE("a copy has the bytes, the hash and the stamp of the file") {
  TempDir folder;
  const auto staging = staging_in(folder);
  const std::string file = folder.write("a.so", "some bytes");
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);

  const auto copy = copy_of(*staging, file);

  REQUIRE(copy);
  CHECK(text_of(*copy) == "some bytes");
  CHECK(copy->hash() == sha256("some bytes"));
  CHECK(copy->stamp() == Stamp::of(status));
  CHECK(copy->read_at_ns() >= copy->stamp().changed_ns);
}

TEST_CASE("a file of several buffers is copied whole") {
  TempDir folder;
  const auto staging = staging_in(folder);
  std::string content;
  for (int i = 0; content.size() < 1'000'000; ++i) content += std::to_string(i);
  const auto copy = copy_of(*staging, folder.write("a.so", content));
  REQUIRE(copy);
  CHECK(text_of(*copy) == content);
  CHECK(copy->hash() == sha256(content));
}

TEST_CASE("no name of a copy comes twice, also after the first is gone") {
  TempDir folder;
  const auto staging = staging_in(folder);
  const std::string file = folder.write("a.so", "some bytes");
  std::set<std::string> paths;
  for (int i = 0; i < 10; ++i) {
    const auto copy = copy_of(*staging, file);
    REQUIRE(copy);
    paths.insert(copy->path());
  }
  CHECK(paths.size() == 10);
}

TEST_CASE("a copy is named after its file, in plain characters") {
  TempDir folder;
  const auto staging = staging_in(folder);
  const auto name_for = [&](std::string_view name) {
    const auto copy = copy_of(*staging, folder.write(name, "some bytes"));
    REQUIRE(copy);
    return fs::path(copy->path()).filename().string();
  };
  CHECK(name_for("echo.so") == "000001-echo.so");
  CHECK(name_for("-a b\n\xff.so") == "000002--a_b__.so");
  CHECK(name_for(std::string(200, 'x') + ".so") == "000003-" + std::string(80, 'x') + ".so");
}

TEST_CASE("copies and their folder are this user's alone and go with their owners") {
  TempDir folder;
  const std::string file = folder.write("a.so", "some bytes");
  auto staging = staging_in(folder);
  const std::string path = staging->folder();
  {
    auto copy = copy_of(*staging, file);
    REQUIRE(copy);
    const StagedCopy moved = std::move(*copy);
    CHECK(fs::status(path).permissions() == fs::perms::owner_all);
    CHECK(fs::status(moved.path()).permissions() ==
          (fs::perms::owner_read | fs::perms::owner_write));
  }
  CHECK(fs::is_empty(path));
  staging.reset();
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("each hidden folder that a link leads through has to be one of ours alone") {
  TempDir root;
  const auto staging = staging_in(root);
  root.write("plugins/y.so", "a library");
  root.write("plugins/.data/tool/tool.so", "a bundle");
  root.make_folder("plugins/.links");
  fs::create_symlink("../y.so", root / "plugins/.links/file");
  fs::create_symlink("../.data/tool", root / "plugins/.links/folder");
  fs::create_symlink(".links/file", root / "plugins/x.so");
  fs::create_symlink(".links/folder", root / "plugins/tool");

  for (const Source& source : {Source{root / "plugins", root / "plugins/x.so", false},
                               Source{root / "plugins", root / "plugins/tool", true}}) {
    CAPTURE(source.path);
    CHECK(staging->copy(source, kMax, Permissions::strict));
    fs::permissions(root / "plugins/.links", fs::perms::all);
    CHECK(staging->copy(source, kMax, Permissions::off));
    const auto copy = staging->copy(source, kMax, Permissions::strict);
    REQUIRE_FALSE(copy);
    CHECK(copy.error().front().code == "file.untrusted");
    CHECK(copy.error().front().subject == source.path);
    CHECK(copy.error().front().hint == "chmod g-w,o-w '" + (root / "plugins/.links") + "'");
    fs::permissions(root / "plugins/.links", fs::perms::owner_all);
  }
}

TEST_CASE("a file in a folder that others may write to is refused by the folder's name") {
  TempDir root;
  const auto staging = staging_in(root);
  const std::string folder = root.make_folder("plugins");
  const std::string file = root.write("plugins/a.so", "a library");
  fs::permissions(folder, fs::perms::all);
  const auto copy = staging->copy(source_of(file), kMax, Permissions::strict);
  REQUIRE_FALSE(copy);
  CHECK(copy.error().front().subject == file);
  CHECK(copy.error().front().message.starts_with(folder + " can be written to by everybody"));
}

TEST_CASE("a root that was found trusted is not asked again, a folder that a link leads to is") {
  TempDir root;
  const auto staging = staging_in(root);
  const std::string folder = root.make_folder("plugins");
  Source source{folder, root.write("plugins/a.so", "a library"), false, true};
  fs::permissions(folder, fs::perms::all);
  CHECK(staging->copy(source, kMax, Permissions::strict));

  fs::permissions(folder, fs::perms::owner_all);
  fs::permissions(root.make_folder("plugins/open"), fs::perms::all);
  root.write("plugins/open/b.so", "another library");
  fs::create_symlink("open/b.so", source.path = root / "plugins/b.so");
  CHECK_FALSE(staging->copy(source, kMax, Permissions::strict));
}

TEST_CASE("what cannot be copied is named for what it is and leaves nothing") {
  TempDir folder;
  const auto staging = staging_in(folder);
  const auto before = test::ProcessState::now(staging->folder());
  const auto error_of = [&](const std::string& file, std::uint64_t max_bytes = kMax) {
    const auto copy = copy_of(*staging, file, max_bytes);
    REQUIRE_FALSE(copy);
    CHECK(copy.error().front().subject == file);
    return copy.error().front();
  };
  CHECK(error_of(folder / "missing.so").code == "file.missing");
  CHECK(error_of(folder.write("empty.so", "")).code == "file.empty");
  CHECK(error_of(folder.make_folder("folder.so")).message == "is a directory, not a regular file");
  CHECK(error_of("/dev/null").message == "is a character device, not a regular file");
  CHECK(error_of(folder.write("large.so", "four"), 3).code == "file.too_large");

  CHECK(error_of("/proc/self/maps").code == "file.empty");
  CHECK(error_of(fs::read_symlink("/proc/self/exe")).code == "file.own_program");

  fs::create_symlink("/proc/self/exe", folder / "out.so");
  CHECK(error_of(folder / "out.so").code == "file.link_outside");
  fs::create_symlink("loop.so", folder / "loop.so");
  CHECK(error_of(folder / "loop.so").code == "file.link_broken");
  CHECK(test::ProcessState::now(staging->folder()) == before);
}

TEST_CASE("a file that grows while it is read is refused as changing") {
  TempDir folder;
  const auto staging = staging_in(folder);
  const std::string file = folder.write("a.so", std::string(std::size_t{8} << 20, 'x'));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    std::ofstream out(file, std::ios::app | std::ios::binary);
    while (!done) out.put('x').flush();
  });
  // The writer may rest for the length of a copy; not for the length of fifty.
  std::string_view code;
  for (int i = 0; i < 50 && code.empty(); ++i) {
    const auto copy = copy_of(*staging, file);
    if (!copy) code = copy.error().front().code;
  }
  done = true;
  writer.join();
  CHECK(code == "file.changing");
  CHECK(fs::is_empty(staging->folder()));
}

TEST_CASE("what a dead process left in staging goes, what a living one has stays") {
  const TempDir folder;
  const auto living = staging_in(folder);
  const auto copy = copy_of(*living, folder.write("a.so", "bytes"));
  REQUIRE(copy);
  folder.write("staging/copies~1-dead00/000001-a.so", "left behind");
  folder.write("staging/other/file", "somebody else's");

  const auto next = staging_in(folder);

  CHECK_FALSE(fs::exists(folder / "staging/copies~1-dead00"));
  CHECK(fs::exists(folder / "staging/other/file"));
  CHECK(fs::exists(copy->path()));
}

TEST_CASE("staging takes the first parent that is this user's own") {
  TempDir folder;
  const std::string shared = folder.make_folder("shared");
  fs::permissions(shared, fs::perms::all);
  const std::string file = folder.write("file", "");

  const auto staging = Staging::create({shared, file, folder / "new/deep", folder / "unused"});

  REQUIRE(staging);
  CHECK((*staging)->folder().starts_with(folder / "new/deep/copies~"));
  CHECK_FALSE(fs::exists(folder / "unused"));
}

TEST_CASE("staging without a parent that is fit names each and its reason") {
  TempDir folder;
  const std::string shared = folder.make_folder("shared");
  fs::permissions(shared, fs::perms::all);
  const std::string file = folder.write("file", "");

  const auto staging = Staging::create({shared, file});

  REQUIRE_FALSE(staging);
  CHECK(staging.error().code == "staging.unavailable");
  CHECK(staging.error().message ==
        shared + ": is writable by others (mode 0777); " + file + ": is a regular file");
}

TEST_CASE("a chosen staging folder is the only one, else the user's own in /tmp is the last") {
  CHECK(Staging::default_parents("/chosen") == std::vector<std::string>{"/chosen"});
  CHECK(Staging::default_parents("").back() == "/tmp/muster-" + std::to_string(::geteuid()));
}

}  // namespace muster::plugin
