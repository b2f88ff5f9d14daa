// SPDX-License-Identifier: Apache-2.0
#include "cli/check.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "support/temp_dir.h"

namespace muster::cli {
namespace {

constexpr std::string_view kSkill = "---\nname: mine\ndescription: Does it.\n---\n# Mine\n";

// A stand-in for the helper process: every library is good and has one agent, named after its file.
std::vector<FileReport> good_libraries(const std::vector<std::string>& paths) {
  std::vector<FileReport> reports;
  for (const std::string& path : paths) {
    FileReport& report = reports.emplace_back();
    report.path = path;
    report.outcome = FileOutcome::loaded;
    const auto name = path.substr(path.rfind('/') + 1);
    report.names = {name.substr(0, name.find('.'))};
  }
  return reports;
}

std::vector<FileReport> check_paths(std::vector<std::string> paths, bool strict = false) {
  return check({.strict = strict, .paths = std::move(paths)}, good_libraries);
}

TEST_CASE(
    "a file is a library, a folder with SKILL.md a skill, and a SKILL.md stands for its folder") {
  const test::TempDir temp;
  const std::string library = temp.write("a.so", "");
  const std::string file = temp.write("mine/SKILL.md", kSkill);
  const auto reports = check_paths({library, temp / "mine"});
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].names == std::vector<std::string>{"a"});
  CHECK(reports[1].kind == FileKind::skill);
  CHECK(reports[1].names == std::vector<std::string>{"mine"});
  const auto of_file = check_paths({file});
  CHECK(of_file.front().path == temp / "mine");
  CHECK(of_file.front().outcome == FileOutcome::loaded);
}

TEST_CASE("a file that is met twice is checked once, and is no duplicate of itself") {
  const test::TempDir temp;
  const std::string library = temp.write("all/a.so", "");
  const std::string file = temp.write("all/mine/SKILL.md", kSkill);
  std::filesystem::create_symlink("all", temp / "link");
  const auto reports = check_paths({temp / "all", library, temp / "link/../all/./a.so",
                                    temp / "all/mine/", file, temp / "link"});
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].outcome == FileOutcome::loaded);
  CHECK(reports[1].outcome == FileOutcome::loaded);
}

TEST_CASE("a link that leads nowhere is a library to be looked at, which says where it leads") {
  const test::TempDir temp;
  std::filesystem::create_symlink("gone.so", temp / "a.so");
  std::vector<std::string> looked_at;
  const auto look_at = [&looked_at](const std::vector<std::string>& paths) {
    looked_at = paths;
    return good_libraries(paths);
  };
  static_cast<void>(check({.paths = {temp / "a.so"}}, look_at));
  CHECK(looked_at == std::vector<std::string>{temp / "a.so"});
}

TEST_CASE("a link of a plugin is no second finding of a skill") {
  const test::TempDir temp;
  temp.write("all/mine/mine.so", "");
  std::filesystem::create_symlink("gone", temp / "all/mine/data");
  std::filesystem::create_symlink("gone.so", temp / "all/a.so");
  std::filesystem::create_symlink("gone", temp / "all/b");
  const auto reports = check({.paths = {temp / "all"}}, good_libraries);
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].path == temp / "all/a.so");
  CHECK(reports[1].path == temp / "all/mine");
  CHECK(reports[2].path == temp / "all/b");
  CHECK(reports[2].kind == FileKind::skill);
}

TEST_CASE("a folder stands for the libraries and skills in it") {
  const test::TempDir temp;
  temp.write("all/a.so", "");
  temp.write("all/.hidden.so", "");
  temp.write("all/skills/mine/SKILL.md", kSkill);
  const auto reports = check_paths({temp / "all"});
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].path == temp / "all/a.so");
  CHECK(reports[1].path == temp / "all/skills/mine");
}

TEST_CASE("all libraries are checked at once, and reported where their paths stand") {
  const test::TempDir temp;
  int batches = 0;
  const auto count_batches = [&batches](const std::vector<std::string>& paths) {
    ++batches;
    return good_libraries(paths);
  };
  const auto reports = check(
      {.paths = {temp.write("b.so", ""), temp / "none.so", temp.write("a.so", "")}}, count_batches);
  CHECK(batches == 1);
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].path == temp / "b.so");
  CHECK(reports[1].problems.front().code == "check.missing");
  CHECK(reports[2].path == temp / "a.so");
}

TEST_CASE("strict refuses what is only odd otherwise") {
  const test::TempDir temp;
  temp.write("mine/SKILL.md", "---\nname: mine\ndescription: Does it.\nauthor: me\n---\n");
  const auto lenient = check_paths({temp / "mine"});
  CHECK(lenient.front().outcome == FileOutcome::loaded);
  CHECK_FALSE(lenient.front().warnings.empty());
  const auto strict = check_paths({temp / "mine"}, true);
  CHECK(strict.front().outcome == FileOutcome::rejected);
  CHECK_FALSE(strict.front().problems.empty());
}

TEST_CASE("a path that is not there and a folder of nothing are refused") {
  const test::TempDir temp;
  const auto reports = check_paths({temp / "none", temp.make_folder("empty")});
  CHECK(reports[0].problems.front().code == "check.missing");
  CHECK(reports[1].problems.front().code == "check.nothing");
  const auto skills = check({.only_skills = true, .paths = {temp / "empty"}}, good_libraries);
  CHECK(skills[0].problems.front().code == "check.no_skill");
}

TEST_CASE("of two skills of one name the first is loaded and the other shadowed, as by a host") {
  const test::TempDir temp;
  temp.write("one/mine/SKILL.md", kSkill);
  temp.write("two/mine/SKILL.md", kSkill);
  const auto reports = check_paths({temp / "two", temp / "one"}, true);
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].outcome == FileOutcome::loaded);
  CHECK(reports[1].outcome == FileOutcome::shadowed);
  REQUIRE(reports[1].warnings.size() == 1);
  CHECK(reports[1].warnings[0].subject == temp / "one/mine");
  CHECK(reports[1].warnings[0].message == "the name \"mine\" is served from " + temp / "two/mine");

  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
  const CheckOptions both{.paths = {temp.path()}};
  CHECK(run_check(both, good_libraries, output) == ExitStatus::done);
  CHECK(out.str().ends_with("1 good, 0 refused, 0 ignored, 1 shadowed; 1 with warnings\n"));
}

TEST_CASE("a SKILL.MD is told of, and refused by strict") {
  const test::TempDir temp;
  temp.write("all/mine/SKILL.md", kSkill);
  const std::string odd = temp.write("all/odd/SKILL.MD", kSkill);
  const auto lenient = check_paths({temp / "all"});
  REQUIRE(lenient.size() == 2);
  CHECK(lenient[1].path == odd);
  CHECK(lenient[1].outcome == FileOutcome::ignored);
  CHECK(lenient[1].warnings.at(0).code == "catalog.misnamed_skill");
  CHECK(check_paths({temp / "all"}, true)[1].outcome == FileOutcome::rejected);
}

TEST_CASE("one slug in two libraries is charged to both, and names both") {
  const test::TempDir temp;
  const auto reports = check_paths({temp.write("x/echo.so", ""), temp.write("y/echo.so", "")});
  for (const FileReport& report : reports) {
    CHECK(report.outcome == FileOutcome::rejected);
    REQUIRE(report.problems.size() == 1);
    CHECK(report.problems.front().code == "catalog.duplicate_slug");
    CHECK(report.problems.front().message ==
          "registered by " + temp / "x/echo.so" + " and by " + temp / "y/echo.so");
  }
}

TEST_CASE("check says what it found, and that libraries ran elsewhere") {
  const test::TempDir temp;
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
  const auto status =
      run_check({.paths = {temp.write("a.so", ""), temp / "none"}}, good_libraries, output);
  CHECK(status == ExitStatus::refused);
  CHECK(out.str().find("  loaded    " + temp / "a.so") != std::string::npos);
  CHECK(out.str().ends_with(
      "1 good, 1 refused, 0 ignored; libraries run in a helper process only\n"));
}

TEST_CASE("with --json check writes an array of findings") {
  const test::TempDir temp;
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err, true};
  CHECK(run_check({.paths = {temp.write("a.so", "")}}, good_libraries, output) == ExitStatus::done);
  const auto findings = json::parse(out.str(), "output");
  REQUIRE(findings);
  CHECK(findings->at(0).at("outcome") == "loaded");
  CHECK(findings->at(0).at("agents").at(0) == "a");
}

TEST_CASE("skills are validated apart from the libraries that lie beside them") {
  const test::TempDir temp;
  temp.write("all/a.so", "");
  temp.write("all/mine/SKILL.md", kSkill);
  temp.write("all/bad/SKILL.md", "no front matter");
  const auto reports = check({.only_skills = true, .paths = {temp / "all", temp / "all/a.so"}},
                             [](const std::vector<std::string>&) {
                               FAIL("a library was checked");
                               return std::vector<FileReport>{};
                             });
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].problems.at(0).code == "skill.no_front_matter");
  CHECK(reports[1].outcome == FileOutcome::loaded);
  CHECK(reports[2].problems.at(0).code == "check.no_skill");
  CHECK(reports[2].kind == FileKind::skill);
}

TEST_CASE("how many skills have been looked at is told before each") {
  const test::TempDir temp;
  for (const char* name : {"a", "b", "c"}) temp.write(std::string(name) + "/SKILL.md", kSkill);
  std::vector<std::pair<std::size_t, std::size_t>> told;
  const auto reports =
      check({.paths = {temp.path()}}, good_libraries,
            [&](std::size_t done, std::size_t total) { told.emplace_back(done, total); });
  CHECK(reports.size() == 3);
  CHECK(told == decltype(told){{0, 3}, {1, 3}, {2, 3}});
}

TEST_CASE("on a terminal a line tells how far it is, and is gone at the end") {
  const test::TempDir temp;
  temp.write("mine/SKILL.md", kSkill);
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
  CHECK(run_check({.paths = {temp / "mine"}}, good_libraries, output) == ExitStatus::done);
  CHECK(err.str().empty());
  output.err_is_terminal = true;
  CHECK(run_check({.paths = {temp / "mine"}}, good_libraries, output) == ExitStatus::done);
  CHECK(err.str() == "\r\x1b[Kskills: 0 %\r\x1b[K");
}

}  // namespace
}  // namespace muster::cli
