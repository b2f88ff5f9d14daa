// SPDX-License-Identifier: Apache-2.0
#include "cli/connect.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <sstream>

#include "support/temp_dir.h"
#include "support/unprivileged.h"

namespace muster::cli {
namespace {

constexpr const char* kSkill = "---\nname: one\ndescription: d\n---\n";

TEST_CASE("a folder that is given and cannot be listed is an error, beside others too") {
  const test::Unprivileged user;
  const test::TempDir dir;
  dir.write("open/one/SKILL.md", kSkill);
  dir.write("closed/two/SKILL.md", kSkill);
  REQUIRE(::chmod((dir / "closed").c_str(), 0000) == 0);
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
  const auto link = connect({.skills = {dir / "open", dir / "closed"}}, {}, output);
  REQUIRE(::chmod((dir / "closed").c_str(), 0755) == 0);
  REQUIRE_FALSE(link);
  CHECK(link.error().code == "catalog.root_unreadable");
  CHECK(link.error().subject == dir / "closed/SKILL.md");
  CHECK(exit_status(link.error()) == ExitStatus::configuration);
}

TEST_CASE("a skill that is refused in a folder that is given is told, and the others are there") {
  const test::TempDir dir;
  dir.write("one/SKILL.md", kSkill);
  dir.write("bad/SKILL.md", "x");
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
  const auto link = connect({.skills = {dir.path()}}, {}, output);
  REQUIRE(link);
  CHECK(err.str().find("bad/SKILL.md:1:1") != std::string::npos);
  const auto answer = (*link)->send({.method = "GET", .target = "/v1/skills/one"});
  REQUIRE(answer);
  CHECK(answer->status == 200);
}

TEST_CASE("what a folder that is given holds in vain is told as a warning") {
  const test::TempDir dir;
  dir.write("one/SKILL.md", kSkill);
  dir.write("two/SKILL.MD", kSkill);
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
  REQUIRE(connect({.skills = {dir.path()}}, {}, output));
  CHECK(err.str().starts_with("muster: warning: " + dir.path() + "/two/SKILL.MD: "));
}

}  // namespace
}  // namespace muster::cli
