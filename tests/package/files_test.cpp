// SPDX-License-Identifier: Apache-2.0
#include "package/files.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace muster::package {
namespace {

const std::string kSubject = "x.skill";

std::vector<File> named(std::initializer_list<const char*> paths) {
  std::vector<File> files;
  for (const char* path : paths) files.push_back({path, ""});
  return files;
}

std::string code_of(const Result<void>& added) {
  return added ? "" : std::string(added.error().code);
}

TEST_CASE("two files of one path are refused, also where only case tells them apart") {
  Paths paths(kSubject);
  CHECK(paths.add_file("a/b"));
  CHECK(paths.add_file("a/c"));
  CHECK(code_of(paths.add_file("a/b")) == "package.same_path");
  CHECK(code_of(paths.add_file("a/B")) == "package.same_path");
  CHECK(code_of(paths.add_file("A/d")) == "package.same_path");
  CHECK(paths.add_file("\xc3\xbc"));
  CHECK(code_of(paths.add_file("\xc3\x9c")) == "package.same_path");
  CHECK(code_of(paths.add_file("u\xcc\x88")) == "package.same_path");  // decomposed
}

TEST_CASE("a path is a file or a folder, not both") {
  Paths paths(kSubject);
  CHECK(paths.add_file("a"));
  CHECK(code_of(paths.add_file("a/b")) == "package.same_path");
  CHECK(paths.add_file("c/d"));
  CHECK(code_of(paths.add_file("c")) == "package.same_path");
  CHECK(paths.add_folder("c"));
  CHECK(code_of(paths.add_folder("a")) == "package.same_path");
}

TEST_CASE("a package has 512 files and 512 folders, implied ones too") {
  Paths files(kSubject);
  for (int i = 0; i < 512; ++i) REQUIRE(files.add_file(fmt::format("{}", i)));
  CHECK(code_of(files.add_file("one more")) == "package.too_many_files");
  Paths folders(kSubject);
  for (int i = 0; i < 256; ++i) REQUIRE(folders.add_file(fmt::format("{}/a/b", i)));
  CHECK(code_of(folders.add_file("one/more")) == "package.too_many_files");
  CHECK(code_of(folders.add_folder("another")) == "package.too_many_files");
}

TEST_CASE("SKILL.md lies at the top, or in the one folder that holds everything") {
  const auto top = [](std::initializer_list<const char*> paths) {
    const auto files = without_top(named(paths), kSubject);
    return files ? files->back().path : std::string(files.error().code);
  };
  CHECK(top({"SKILL.md", "scripts/run.sh"}) == "scripts/run.sh");
  CHECK(top({"greet/SKILL.md", "greet/scripts/run.sh"}) == "scripts/run.sh");
  CHECK(top({"greet/skill.md", "greet/notes"}) == "notes");
  CHECK(top({"SKILL.md", "nested/SKILL.md"}) == "nested/SKILL.md");
  CHECK(top({"greet/SKILL.md", "greet/nested/SKILL.md"}) == "nested/SKILL.md");
  CHECK(top({}) == "package.no_skill");
  CHECK(top({"README.md"}) == "package.no_skill");
  CHECK(top({"a/b/SKILL.md"}) == "package.no_skill");
  CHECK(top({"one/SKILL.md", "two/SKILL.md"}) == "package.several");
  CHECK(top({"greet/SKILL.md", "README.md"}) == "package.several");
}

}  // namespace
}  // namespace muster::package
