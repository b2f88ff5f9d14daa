// SPDX-License-Identifier: Apache-2.0
// The agents of `files` as a host serves them; files_test.cpp has what they are made of.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agents/bundled.h"
#include "sdk/plugin_under_test.h"
#include "support/temp_dir.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

std::string config_of(const TempDir& root, bool shows_hidden) {
  return fmt::format(R"({{"roots":[{{"name":"r","path":"{}","hidden":{}}}]}})", root.path(),
                     shows_hidden);
}

}  // namespace

TEST_CASE("names that are hidden are had where the operator shows them, and on request") {
  const TempDir root;
  root.write(".env", "SECRET=1\n");
  const auto asked = [&](bool shows_hidden) {
    const std::string config = config_of(root, shows_hidden);
    Bundled bundled("files", {{"files.list", {config}},
                              {"files.read", {config}},
                              {"files.search", {config}},
                              {"files.stat", {config}}});
    return Names{bundled.answer("files.list", "{}"),
                 bundled.answer("files.list", R"({"hidden":true})"),
                 bundled.answer("files.search", R"({"pattern":"SECRET","hidden":true})"),
                 bundled.answer("files.read", R"({"path":".env"})"),
                 bundled.answer("files.stat", R"({"path":".env"})")};
  };
  const Names shown = asked(true);
  CHECK(shown[0].find(".env") == std::string::npos);
  for (std::size_t i = 1; i < shown.size(); ++i) CHECK(shown[i].find(".env") != std::string::npos);
  const Names closed = asked(false);
  CHECK(closed[0] == shown[0]);
  for (std::size_t i = 1; i < closed.size(); ++i) CHECK(closed[i].starts_with("hidden: "));
}

TEST_CASE("no link leads to what is hidden, unless the operator shows it") {
  const TempDir root;
  root.write("plain/seen.txt", "all of it\n");
  root.write(".secret/key", "all of it\n");
  fs::create_symlink("../.secret/key", root / "plain/file");
  fs::create_symlink("plain/file", root / "chain");
  fs::create_directory_symlink(".secret", root / "folder");
  fs::create_symlink(".secret/../plain/seen.txt", root / "visible");
  const auto asked = [&](bool shows_hidden, std::string_view path) {
    const std::string config = config_of(root, shows_hidden);
    Bundled bundled("files", {{"files.read", {config}}, {"files.list", {config}}});
    const bool is_folder = path == "folder";
    return bundled.answer(is_folder ? "files.list" : "files.read",
                          fmt::format(R"({{"path":"{}"}})", path));
  };
  for (const auto* const path : {"plain/file", "chain", "folder/key", "folder"}) {
    CAPTURE(path);
    CHECK(asked(false, path).starts_with("hidden: "));
    CHECK(asked(true, path).starts_with("{"));
  }
  CHECK(asked(false, "visible").find("all of it") != std::string::npos);
}

TEST_CASE("a file that has more than its size says goes on where its piece ends") {
  // The system says 0 of the files of /proc.
  const std::string config = R"({"roots":[{"name":"process","path":"/proc/self"}]})";
  Bundled bundled("files", {{"files.read", {config}}});
  const auto piece = bundled.answer("files.read", R"({"path":"status","length":5})");
  CHECK(piece.find(R"("content":"Name:","truncated":true,"next":5)") != std::string::npos);
  const auto whole = bundled.answer("files.read", R"({"path":"status"})");
  CHECK(whole.find(R"("truncated":false})") != std::string::npos);
}

TEST_CASE("a configuration of files that makes no sense refuses the library") {
  for (const auto* const wrong :
       {R"({"roots":[{"name":"a","path":"/a"},{"name":"a","path":"/b"}]})",
        R"({"roots":[{"name":"a","path":"relative"}]})", R"({"roots":[{"name":"A","path":"/a"}]})",
        R"({"roots":[{"path":"/a"}]})", R"({"root":"/a"})"}) {
    CAPTURE(wrong);
    const Bundled bundled("files", {{"files.list", {wrong}}});
    CHECK(bundled.started.problems().size() == 1);
    CHECK(bundled.serving.host.agents().empty());
  }
}

TEST_CASE("a name that is not UTF-8 is listed and not mistaken for another") {
  const TempDir root;
  root.write("caf\xe9.txt", "line\n");
  const std::string config = config_of(root, false);
  Bundled bundled("files", {{"files.list", {config}}, {"files.search", {config}}});
  const auto listing = bundled.answer("files.list", "{}");
  CHECK(listing.find("\"path\":\"caf\xef\xbf\xbd.txt\",\"lossy_name\":true") != std::string::npos);
  CHECK(bundled.answer("files.search", R"({"pattern":"line"})").find("caf\xef\xbf\xbd.txt") !=
        std::string::npos);
}

TEST_CASE("the agents of files may run on many threads, change nothing, and may be repeated") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/files.so");
  CHECK(plugin.slugs() == Names{"files.list", "files.read", "files.search", "files.stat"});
  for (const auto& slug : plugin.slugs()) {
    const auto& descriptor = plugin.agent(slug).descriptor;
    CHECK(descriptor.concurrent);
    CHECK(descriptor.read_only);
    CHECK(descriptor.idempotent);
    CHECK(plugin.answer(slug, R"({"path":"","pattern":""})").starts_with("no_roots: "));
  }
}

}  // namespace muster::test
