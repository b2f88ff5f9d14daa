// SPDX-License-Identifier: Apache-2.0
// Packages that somebody hostile made, bytes and all.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstddef>
#include <filesystem>
#include <set>

#include "package/unpack.h"
#include "support/raw_zip.h"
#include "support/temp_dir.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

const RawEntry kSkill{.name = "greet/SKILL.md",
                      .bytes = "---\nname: greet\ndescription: Greets.\n---\n"};

std::set<std::string> paths_below(const std::string& folder) {
  std::set<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) paths.insert(entry.path());
  return paths;
}

/// A folder among others into which a package is unpacked.
class Target {
 public:
  Target() {
    dir_.make_folder("to");
    dir_.write("outside", "kept");
  }

  /// The code of the refusal, after which everything is as it was before.
  [[nodiscard]] std::string refusal_of(const std::vector<RawEntry>& entries) const {
    const auto before = paths_below(dir_.path());
    const auto unpacked = package::unpack_bytes(raw_zip(entries), "x.skill", dir_ / "to");
    CHECK(paths_below(dir_.path()) == before);
    CHECK(fs::file_size(dir_ / "outside") == 4);
    CHECK_FALSE(unpacked.skill);
    return unpacked.errors.empty() ? "" : std::string(unpacked.errors.front().code);
  }
  /// The same of a good skill with one entry more.
  [[nodiscard]] std::string refusal_with(RawEntry entry) const {
    return refusal_of(std::vector<RawEntry>{kSkill, std::move(entry)});
  }

 private:
  TempDir dir_;
};

TEST_CASE("SKILL-04: an entry whose path leads out is refused, and nothing is written") {
  const Target target;
  for (const char* name : {"../outside", "greet/../../outside", "/tmp/outside", "greet/..",
                           "..\\outside", "greet\\..\\..\\outside", "C:/outside", "C:\\outside",
                           "greet//x", "./greet/x", "greet/\x1b[2J", "greet/\xff\xfe"}) {
    CAPTURE(name);
    CHECK(target.refusal_with({.name = name, .bytes = "gone"}) == "package.bad_path");
  }
}

TEST_CASE("SKILL-04: a name with a NUL is refused, and not cut off there") {
  const Target target;
  const std::string name("greet/a\0/../../../outside", 25);
  CHECK(target.refusal_with({.name = name, .bytes = "x"}) == "package.bad_path");
}

TEST_CASE("SKILL-04: a link, a device, a FIFO or a socket is refused") {
  const Target target;
  for (const std::uint32_t mode : {0120777U, 0020666U, 0060666U, 0010666U, 0140777U}) {
    CAPTURE(mode);
    CHECK(target.refusal_with({.name = "greet/x", .bytes = "../../outside", .mode = mode}) ==
          "package.not_a_file");
  }
}

TEST_CASE("SKILL-04: a link is refused also where later entries lie behind it") {
  const Target target;
  CHECK(target.refusal_of({kSkill,
                           {.name = "greet/x", .bytes = "../..", .mode = 0120777},
                           {.name = "greet/x/outside", .bytes = "gone"}}) == "package.not_a_file");
}

TEST_CASE("SKILL-04: two entries of one name are refused, also by case alone") {
  const Target target;
  for (const char* name : {"greet/SKILL.md", "greet/Skill.md", "GREET/x", "greet/SKILL.md/x"}) {
    CAPTURE(name);
    CHECK(target.refusal_with({.name = name, .bytes = "other"}) == "package.same_path");
  }
}

TEST_CASE("SKILL-04: what inflates to over 100 times the package is refused") {
  const Target target;
  CHECK(target.refusal_with(zeros("greet/x", 4'000)) == "package.ratio");
  RawEntry modest = zeros("greet/x", 4'000);
  modest.size = 10;  // a claim counts for nothing
  CHECK(target.refusal_with(modest) == "package.ratio");
}

TEST_CASE("SKILL-04: entries that share their bytes are refused") {
  const Target target;
  RawEntry copy = zeros("greet/0", 2'000);
  copy.data_of = 1;
  CHECK(target.refusal_of({kSkill, zeros("greet/0", 2'000), copy}) == "package.damaged");
  copy.name = "greet/1";  // the local header has the other name
  CHECK(target.refusal_of({kSkill, zeros("greet/0", 2'000), copy}) == "package.damaged");
}

TEST_CASE("SKILL-04: files of over 16 MiB in all are refused, whatever sizes they claim") {
  const Target target;
  const std::string noise(200'000, 'n');  // stored, so that the ratio is none to speak of
  CHECK(target.refusal_of(
            {kSkill, {.name = "greet/noise", .bytes = noise}, zeros("greet/x", 68'000)}) ==
        "package.too_large");
  RawEntry modest = zeros("greet/x", 68'000);
  modest.size = 1;
  CHECK(target.refusal_of({kSkill, {.name = "greet/noise", .bytes = noise}, modest}) ==
        "package.too_large");
}

TEST_CASE("SKILL-04: a size that is not the one claimed is refused") {
  const Target target;
  RawEntry less = zeros("greet/x", 10);
  less.size = 5;
  CHECK(target.refusal_with(less) == "package.damaged");
  CHECK(target.refusal_with({.name = "greet/x", .bytes = "stored", .size = 0xffff'fff0}) ==
        "package.damaged");
}

TEST_CASE("SKILL-04: over 512 files are refused") {
  const Target target;
  std::vector<RawEntry> entries{kSkill};
  for (int i = 0; i < 512; ++i)
    entries.push_back({.name = fmt::format("greet/{}", i), .bytes = ""});
  CHECK(target.refusal_of(entries) == "package.too_many_files");
}

TEST_CASE("SKILL-04: an encrypted entry is refused") {
  const Target target;
  CHECK(target.refusal_with(
            {.name = "greet/x", .bytes = "twelve bytes and some more", .flags = (1U << 11) | 1U}) ==
        "package.encrypted");
}

TEST_CASE("SKILL-04: a skill whose name leads elsewhere is refused") {
  const Target target;
  for (const char* name : {"../outside", "..", "/tmp/x", "a/b", ".bashrc", "\"a\\nb\""}) {
    CAPTURE(name);
    const std::string text = fmt::format("---\nname: {}\ndescription: x\n---\n", name);
    CHECK_FALSE(
        target.refusal_of(std::vector<RawEntry>{{.name = "SKILL.md", .bytes = text}}).empty());
  }
}

}  // namespace
}  // namespace muster::test
