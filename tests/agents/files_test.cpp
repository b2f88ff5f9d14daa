// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <climits>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "agents/failure.h"
#include "faults/own_mounts.h"
#include "files/beneath.h"
#include "files/glob.h"
#include "files/lines.h"
#include "files/modified.h"
#include "files/path.h"
#include "files/read.h"
#include "files/roots.h"
#include "files/search.h"
#include "files/walk.h"
#include "shared/base64.h"
#include "shared/pattern.h"
#include "support/temp_dir.h"
#include "support/unprivileged.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;
using files::Path;
using Names = std::vector<std::string>;

const shared::Cancelled kNever = [] { return false; };

// Whether a file was opened; to look at it without opening it (O_PATH) is none.
class OpenWatch {
 public:
  explicit OpenWatch(const std::string& path) {
    REQUIRE(::inotify_add_watch(events_.get(), path.c_str(), IN_OPEN) >= 0);
  }
  [[nodiscard]] bool saw_one() const {
    std::array<char, sizeof(inotify_event) + NAME_MAX + 1> event{};
    return ::read(events_.get(), event.data(), event.size()) > 0;
  }

 private:
  files::Descriptor events_{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)};
};

// A root, and a folder outside of it with a secret.
struct Tree {
  TempDir root;
  TempDir outside;
  files::Descriptor opened = files::open_root({"root", root.path()});
  std::string secret = outside.write("secret.txt", "the secret\n");

  [[nodiscard]] files::Found find(std::string_view path) const {
    return files::find_beneath(opened.get(), Path(path));
  }
  [[nodiscard]] std::string read(std::string_view path) const {
    return files::read_text(find(path), 0, 1000, std::string(path), kNever);
  }
  void fifo(std::string_view name) const { REQUIRE(::mkfifo((root / name).c_str(), 0600) == 0); }
};

struct Listing {
  Names paths;
  files::Walked walked;
};

Listing listed(const Tree& tree, const files::WalkOptions& options, std::string_view path = "") {
  Listing listing;
  listing.walked = files::walk(tree.find(path), Path(path).text(), options, kNever,
                               [&](const files::Entry& entry) {
                                 listing.paths.push_back(entry.path);
                                 return true;
                               });
  return listing;
}

files::SearchResult searched(const Tree& tree, std::string_view pattern,
                             const files::SearchOptions& options = {.walk = {.depth = 9}}) {
  return files::search(tree.find(""), ".", *shared::compile_pattern(pattern), options, kNever);
}

}  // namespace

TEST_CASE("a path goes downwards, or is refused") {
  for (const std::string_view bad : {"/", "/etc/passwd", "..", "a/..", "../a", "a/../../b"}) {
    CHECK(code_of([&] { std::ignore = Path(bad); }) == "outside");
  }
  CHECK(code_of([] { std::ignore = Path(std::string_view("a\0b", 3)); }) == "outside");
  CHECK(Path("").text() == ".");
  CHECK(Path("./a//b/.").text() == "a/b");
  CHECK(Path("..a/b..").text() == "..a/b..");
}

TEST_CASE("a hidden path has a part that begins with a dot") {
  CHECK(Path(".git/config").is_hidden());
  CHECK(Path("a/.b").is_hidden());
  CHECK_FALSE(Path("./a/b.c").is_hidden());
}

TEST_CASE("a file is read through links that stay beneath the root") {
  const Tree tree;
  tree.root.write("a/b.txt", "text");
  fs::create_directory_symlink("a", tree.root / "to_a");
  fs::create_symlink("../a/b.txt", tree.root / "a/up_and_down");
  CHECK(tree.read("a/b.txt") == "text");
  CHECK(tree.read("to_a/b.txt") == "text");
  CHECK(tree.read("a/up_and_down") == "text");
}

TEST_CASE("no link leads out of the root") {
  const Tree tree;
  fs::create_symlink(tree.secret, tree.root / "absolute");
  fs::create_symlink("../" + fs::path(tree.outside.path()).filename().string() + "/secret.txt",
                     tree.root / "relative");
  fs::create_directory_symlink(tree.outside.path(), tree.root / "folder");
  fs::create_symlink("absolute", tree.root / "chain");
  fs::create_symlink("/proc/self/root" + tree.secret, tree.root / "magic");
  for (const auto* const name : {"absolute", "relative", "folder/secret.txt", "chain", "magic"}) {
    CAPTURE(name);
    CHECK(code_of([&] { std::ignore = tree.find(name); }) == "outside");
  }
}

TEST_CASE("a link that leads nowhere is not found, and one in a circle is not followed") {
  const Tree tree;
  fs::create_symlink("nothing", tree.root / "nowhere");
  fs::create_symlink("circle", tree.root / "circle");
  CHECK(code_of([&] { std::ignore = tree.find("nowhere"); }) == "not_found");
  CHECK(failure_of([&] { std::ignore = tree.find("circle"); }) ==
        "not_followed: \"circle\" is or leads through a link that is not followed");
  CHECK(failure_of([&] { std::ignore = tree.find("missing"); }) ==
        "not_found: there is no \"missing\" below the root");
  tree.root.write("file", "");
  CHECK(code_of([&] { std::ignore = tree.find("file/below"); }) == "not_found");
}

TEST_CASE("without openat2 files are found, and every link is refused") {
  const Tree tree;
  tree.root.write("a/b.txt", "text");
  fs::create_directory_symlink("a", tree.root / "to_a");
  fs::create_symlink("b.txt", tree.root / "a/link");
  const auto found = [&](std::string_view path) {
    return files::find_beneath_stepwise(tree.opened.get(), Path(path));
  };
  CHECK(files::read_text(found("a/b.txt"), 0, 9, "a/b.txt", kNever) == "text");
  CHECK(S_ISDIR(found("").status.st_mode));
  CHECK(failure_of([&] { std::ignore = found("to_a/b.txt"); }) ==
        "not_followed: \"to_a/b.txt\" is or leads through a link that is not followed");
  CHECK(code_of([&] { std::ignore = found("a/link"); }) == "not_followed");
  CHECK(code_of([&] { std::ignore = found("a/missing"); }) == "not_found");
  CHECK(code_of([&] { std::ignore = found("a/b.txt/c"); }) == "not_found");
}

TEST_CASE("what is no file is looked at, and never opened") {
  const Tree tree;
  tree.fifo("fifo");
  const OpenWatch watch(tree.root / "fifo");
  CHECK(S_ISFIFO(tree.find("fifo").status.st_mode));
  CHECK(failure_of([&] { std::ignore = tree.read("fifo"); }) ==
        "not_a_file: \"fifo\" is a fifo, not a file");
  CHECK(listed(tree, {}).paths == Names{"fifo"});
  CHECK(searched(tree, "x").files == 0);
  CHECK_FALSE(watch.saw_one());
  tree.root.make_folder("folder");
  CHECK(failure_of([&] { std::ignore = tree.read("folder"); }) ==
        "not_a_file: \"folder\" is a folder, not a file");
  CHECK(failure_of([&] { std::ignore = listed(tree, {}, "fifo"); }) ==
        "not_a_folder: \"fifo\" is a fifo, not a folder");
  CHECK(files::name_of_type(S_IFSOCK) == std::string("socket"));
  CHECK(files::name_of_type(S_IFCHR) == std::string("device"));
}

TEST_CASE("a file that was found is the one that is read, whatever lies at its path by then") {
  const Tree tree;
  const auto path = tree.root.write("a", "mine");
  const auto found = tree.find("a");
  fs::remove(path);
  fs::create_symlink(tree.secret, path);
  CHECK(files::read_text(found, 0, 9, "a", kNever) == "mine");
}

TEST_CASE("where there is no /proc a file that cannot be read is not said to be missing") {
  if (!has_own_mounts()) return;
  const Tree tree;
  tree.root.write("a", "text");
  mount_tmpfs("/proc", "size=1m");
  const auto failure = failure_of([&] { std::ignore = tree.read("a"); });
  REQUIRE(::umount("/proc") == 0);
  CHECK(failure == "failed: \"a\" cannot be read: this host runs without /proc");
}

TEST_CASE("what may not be read is denied") {
  const Tree tree;
  const auto path = tree.root.write("locked", "x");
  REQUIRE(::chmod(tree.root.path().c_str(), 0755) == 0);
  REQUIRE(::chmod(path.c_str(), 0) == 0);
  const auto found = tree.find("locked");
  const Unprivileged unprivileged;
  CHECK(failure_of([&] { std::ignore = files::read_bytes(found, 0, 9, "locked", kNever); }) ==
        "denied: \"locked\" may not be read by this host");
}

TEST_CASE("a file is read in pieces, to its end") {
  const Tree tree;
  tree.root.write("a", "0123456789");
  const auto read = [&](std::uint64_t offset, std::size_t length) {
    return files::read_bytes(tree.find("a"), offset, length, "a", kNever);
  };
  CHECK(read(0, 4) == "0123");
  CHECK(read(8, 4) == "89");
  CHECK(read(10, 4).empty());
  CHECK(read(1'000'000'000'000, 4).empty());
}

TEST_CASE("a huge file is read where one asks, and costs no more") {
  const Tree tree;
  const auto path = tree.root.write("huge", "");
  REQUIRE(::truncate(path.c_str(), off_t{1} << 40) == 0);
  std::fstream(path, std::ios::in | std::ios::out).seekp(std::streamoff{1} << 39) << "middle";
  CHECK(files::read_bytes(tree.find("huge"), std::uint64_t{1} << 39, 6, "huge", kNever) ==
        "middle");
  CHECK(searched(tree, "middle").skipped == 1);
}

TEST_CASE("text is cut between characters, and what is not UTF-8 is refused with its place") {
  const Tree tree;
  tree.root.write("text",
                  "abc\xe2\x82\xac"
                  "def");
  tree.root.write("bytes", "abc\xff");
  tree.root.write("cut", "abc\xe2\x82");
  const auto read = [&](std::string_view name, std::uint64_t offset, std::size_t length) {
    return files::read_text(tree.find(name), offset, length, std::string(name), kNever);
  };
  CHECK(read("text", 0, 5) == "abc");
  CHECK(read("text", 3, 4) ==
        "\xe2\x82\xac"
        "d");
  CHECK(failure_of([&] { read("text", 4, 4); }) ==
        "not_text: \"text\" is not UTF-8 at byte 4: read it with the encoding base64");
  CHECK(code_of([&] { read("bytes", 0, 4); }) == "not_text");
  CHECK(code_of([&] { read("cut", 0, 9); }) == "not_text");
}

TEST_CASE("bytes become base64") {
  // RFC 4648, section 10.
  for (const auto& [bytes, base64] :
       {std::pair{"", ""}, std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="},
        std::pair{"foo", "Zm9v"}, std::pair{"foob", "Zm9vYg=="},
        std::pair{"\xff\xfe\xfd", "//79"}}) {
    CHECK(shared::to_base64(bytes) == base64);
  }
}

TEST_CASE("a glob matches whole names, and a star takes in anything") {
  CHECK(files::matches_glob("a.md", "*.md"));
  CHECK(files::matches_glob("a.md.md", "*.md"));
  CHECK(files::matches_glob("", "*"));
  CHECK(files::matches_glob("abc", "a?c"));
  CHECK(files::matches_glob("\xc3\xa4", "?"));
  CHECK(files::matches_glob("ab", "a*b*"));
  CHECK_FALSE(files::matches_glob("a.mdx", "*.md"));
  CHECK_FALSE(files::matches_glob("ab", "?"));
  CHECK_FALSE(files::matches_glob("", "?"));
  CHECK_FALSE(files::matches_glob("A", "a"));
  // Would take for ever if each star were tried with each place.
  CHECK_FALSE(files::matches_glob(std::string(255, 'a'), "*a*a*a*a*a*a*a*a*a*a*a*a*a*b"));
}

TEST_CASE("a walk comes by folders before what is in them, in the order of names") {
  const Tree tree;
  tree.root.write("b/z", "");
  tree.root.write("b/y/x", "");
  tree.root.write("a", "");
  tree.root.write("c", "");
  CHECK(listed(tree, {.depth = 1}).paths == Names{"a", "b", "c"});
  CHECK(listed(tree, {.depth = 2}).paths == Names{"a", "b", "b/y", "b/z", "c"});
  CHECK(listed(tree, {.depth = 9}).paths == Names{"a", "b", "b/y", "b/y/x", "b/z", "c"});
  CHECK(listed(tree, {.depth = 1}, "b").paths == Names{"b/y", "b/z"});
}

TEST_CASE("a walk shows hidden names on request only") {
  const Tree tree;
  tree.root.write(".git/config", "");
  tree.root.write("a", "");
  CHECK(listed(tree, {.depth = 9}).paths == Names{"a"});
  CHECK(listed(tree, {.depth = 9, .hidden = true}).paths == Names{".git", ".git/config", "a"});
}

TEST_CASE("a walk follows no link, not even one that stays beneath") {
  const Tree tree;
  tree.root.write("a/b", "");
  fs::create_directory_symlink("a", tree.root / "in");
  fs::create_directory_symlink(tree.outside.path(), tree.root / "out");
  fs::create_directory_symlink(".", tree.root / "a/self");
  CHECK(listed(tree, {.depth = 32}).paths == Names{"a", "a/b", "a/self", "in", "out"});
}

TEST_CASE("a walk ends at the number of names it may look at") {
  const Tree tree;
  for (int i = 0; i < 20; ++i) tree.root.write("f" + std::to_string(i), "");
  CHECK_FALSE(listed(tree, {.scanned_max = 20}).walked.is_truncated);
  const auto some = listed(tree, {.scanned_max = 7});
  CHECK(some.paths.size() == 7);
  CHECK(some.walked.is_truncated);
}

TEST_CASE("a walk passes over a folder that it may not read") {
  const Tree tree;
  tree.root.write("closed/a", "");
  tree.root.write("open", "");
  REQUIRE(::chmod(tree.root.path().c_str(), 0755) == 0);
  REQUIRE(::chmod((tree.root / "closed").c_str(), 0) == 0);
  Listing listing;
  {
    const Unprivileged unprivileged;
    listing = listed(tree, {.depth = 9});
  }
  REQUIRE(::chmod((tree.root / "closed").c_str(), 0755) == 0);
  CHECK(listing.paths == Names{"closed", "open"});
  CHECK(listing.walked.skipped == 1);
}

TEST_CASE("a walk ends when nobody waits for it") {
  const Tree tree;
  tree.root.write("a", "");
  CHECK(code_of([&] {
          std::ignore = files::walk(
              tree.find(""), ".", {}, [] { return true; },
              [](const files::Entry&) { return true; });
        }) == "cancelled");
  CHECK(code_of([&] {
          std::ignore = files::read_bytes(tree.find("a"), 0, 9, "a", [] { return true; });
        }) == "cancelled");
}

TEST_CASE("lines are numbered, and a match has its column in characters") {
  std::vector<files::Line> lines;
  const auto pattern = shared::compile_pattern("x|^$");
  CHECK(files::matching_lines("a\r\n\xc3\xa4x\n\nxx", *pattern, kNever, [&](files::Line line) {
    lines.push_back(std::move(line));
    return true;
  }));
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].number == 2);
  CHECK(lines[0].column == 2);
  CHECK(lines[0].text == "\xc3\xa4x");
  CHECK(lines[1].number == 3);
  CHECK(lines[1].text.empty());
  CHECK(lines[2].number == 4);
}

TEST_CASE("of a long line the part with the match is shown, in whole characters") {
  std::string line;
  for (int i = 0; i < 1000; ++i) line += "\xe2\x82\xac";
  for (const std::size_t at : {0, 333, 1000}) {
    std::string text = line;
    text.insert(3 * at, "needle");
    const auto pattern = shared::compile_pattern("needle");
    files::matching_lines(text, *pattern, kNever, [&](const files::Line& found) {
      CHECK(found.text.size() <= files::kLineBytesMax);
      CHECK(found.text.size() > files::kLineBytesMax - 6);
      CHECK(found.text.find("needle") != std::string::npos);
      CHECK(re2::RE2::FullMatch(found.text, "\xe2\x82\xac*needle\xe2\x82\xac*"));
      return true;
    });
  }
}

TEST_CASE("a search finds lines in the files of a folder, by the names that are asked for") {
  const Tree tree;
  tree.root.write("a.md", "one\ntwo\n");
  tree.root.write("b/c.md", "two\n");
  tree.root.write("b/d.txt", "two\n");
  const auto all = searched(tree, "two");
  CHECK(all.files == 3);
  CHECK(all.matches.size() == 3);
  CHECK(all.matches[0].path == "a.md");
  CHECK(all.matches[0].line.number == 2);
  CHECK(searched(tree, "two", {.walk = {.depth = 9}, .glob = "*.md"}).matches.size() == 2);
  CHECK(searched(tree, "two", {.walk = {.depth = 1}}).matches.size() == 1);
  const auto one =
      files::search(tree.find("b/d.txt"), "b/d.txt", *shared::compile_pattern("t"), {}, kNever);
  REQUIRE(one.matches.size() == 1);
  CHECK(one.matches[0].path == "b/d.txt");
}

TEST_CASE("a search passes over what is no text, too large, no file, or not to be read") {
  const Tree tree;
  tree.root.write("zero", std::string_view("x\0", 2));
  tree.root.write("latin", "x\xe4");
  tree.root.write("large", std::string(11, 'x'));
  tree.root.write("good", "x");
  tree.fifo("fifo");
  fs::create_symlink(tree.secret, tree.root / "link");
  const auto result = searched(tree, "x|secret", {.file_bytes_max = 10});
  CHECK(result.files == 1);
  CHECK(result.skipped == 3);
  CHECK(result.matches.size() == 1);
  CHECK_FALSE(result.is_truncated);
}

TEST_CASE("a search ends at its number of lines, and at its number of bytes") {
  const Tree tree;
  tree.root.write("a", "x\nx\nx\n");
  tree.root.write("b", "x\n");
  CHECK_FALSE(searched(tree, "x", {.limit = 4}).is_truncated);
  const auto three = searched(tree, "x", {.limit = 3});
  CHECK(three.matches.size() == 3);
  CHECK(three.is_truncated);
  const auto first = searched(tree, "x", {.bytes_max = 7});
  CHECK(first.files == 1);
  CHECK(first.is_truncated);
}

TEST_CASE("what is no text counts for the bytes that a search may read") {
  const Tree tree;
  for (const auto* const name : {"a", "b", "c"}) tree.root.write(name, std::string(10, '\0'));
  const auto result = searched(tree, "x", {.bytes_max = 15});
  CHECK(result.skipped == 1);
  CHECK(result.is_truncated);
}

TEST_CASE("a search reads no more than its bytes of a file that has more than it says") {
  const Tree tree;
  tree.root.write("grown", std::string(20, 'x'));
  auto grown = tree.find("grown");
  grown.status.st_size = 0;
  const auto pattern = shared::compile_pattern("x");
  const auto cut = files::search(grown, "grown", *pattern, {.bytes_max = 10}, kNever);
  CHECK(cut.files == 0);
  CHECK(cut.is_truncated);
  const auto large = files::search(grown, "grown", *pattern, {.file_bytes_max = 10}, kNever);
  CHECK(large.files == 0);
  CHECK(large.skipped == 1);
  CHECK(files::search(grown, "grown", *pattern, {}, kNever).files == 1);
}

TEST_CASE("nothing gets out of the root while a folder and a link to the outside change places") {
  const Tree tree;
  tree.root.write("place/secret.txt", "harmless\n");
  fs::create_directory_symlink(tree.outside.path(), tree.root / "other");
  std::atomic<bool> is_over = false;
  std::thread swapper([&] {
    const auto one = tree.root / "place";
    const auto other = tree.root / "other";
    while (!is_over) ::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE);
  });
  int harmless = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    const auto code = code_of([&] { text = tree.read("place/secret.txt"); });
    CHECK((code == "no failure" || code == "outside"));
    CHECK((text.empty() || text == "harmless\n"));
    harmless += text.empty() ? 0 : 1;
    if (i % 10 == 0) CHECK(searched(tree, "the secret").matches.empty());
  }
  is_over = true;
  swapper.join();
  CHECK(harmless > 0);
}

TEST_CASE("a root is found by its name, or as the only one") {
  const files::Roots none(std::vector<files::Root>{});
  const files::Roots one(std::vector<files::Root>{{"a", "/a"}});
  const files::Roots two(std::vector<files::Root>{{"a", "/a"}, {"b", "/b"}});
  CHECK(code_of([&] { std::ignore = none.find("a"); }) == "no_roots");
  CHECK(one.find(std::nullopt).path == "/a");
  CHECK(two.find("b").path == "/b");
  CHECK(failure_of([&] { std::ignore = two.find(std::nullopt); }) ==
        "root_needed: say which root: a, b");
  CHECK(failure_of([&] { std::ignore = two.find("c"); }) ==
        "unknown_root: there is no root \"c\": known are a, b");
  CHECK(code_of([] {
          std::ignore = files::Roots({{"a", "/a"}, {"a", "/b"}});
        }) == "duplicate_root");
}

TEST_CASE("a root whose folder is gone is an error that does not tell where it was") {
  CHECK(failure_of([] {
          std::ignore = files::open_root({"a", "/no/such/folder"});
        }) ==
        "root_missing: the folder of the root \"a\" cannot be opened: No such file or directory");
}

TEST_CASE("a time of a file is written in UTC") {
  struct stat status {};
  status.st_mtim.tv_sec = 1'795'244'400;
  CHECK(files::modified(status) == "2026-11-21T07:00:00Z");
  status.st_mtim.tv_sec = -1;
  CHECK(files::modified(status) == "1969-12-31T23:59:59Z");
}

}  // namespace muster::test
