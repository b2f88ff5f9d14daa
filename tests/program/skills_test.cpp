// SPDX-License-Identifier: Apache-2.0
// The installed program makes skills, and packages of them.
#include <doctest/doctest.h>

#include <filesystem>

#include "program/sandbox.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

/// Makes a skill where the sandbox's processes start, which is not the sandbox.
std::string write_skill(const Sandbox& sandbox, const std::string& more = {}) {
  sandbox.temp().write("greet/SKILL.md",
                       "---\nname: greet\ndescription: Greets.\n" + more + "---\n# Greet\n");
  return sandbox / "greet";
}

TEST_CASE("a skill is packed, unpacked into a folder that is served, and served") {
  const Sandbox sandbox;
  const std::string folder = write_skill(sandbox);
  const std::string file = sandbox / "greet.skill";
  const auto packed = sandbox.run_json({"skills", "pack", folder, "-o", file});
  CHECK(packed.at("bytes") == fs::file_size(file));
  CHECK(sandbox.run({"skills", "pack", folder, "-o", file}).status == 1);
  CHECK(sandbox.run_json({"skills", "pack", folder, "-o", file, "--force"}) == packed);
  const Ended unpacked =
      sandbox.run({"skills", "unpack", file, "-d", sandbox.skills(), "--strict"});
  INFO(unpacked.err);
  CHECK(unpacked.status == 0);
  CHECK(sandbox.run({"skills", "read", "greet", "--skills", sandbox.skills()}).out == "# Greet\n");
}

TEST_CASE("a skill that strict validation refuses is not packed, and ends with 3") {
  const Sandbox sandbox;
  const std::string folder = write_skill(sandbox, "version: 1\n");
  const Ended refused = sandbox.run({"skills", "pack", folder, "-o", sandbox / "greet.skill"});
  CHECK(refused.status == 3);
  CHECK(refused.err.find("SKILL.md:4:1") != std::string::npos);
  CHECK_FALSE(fs::exists(sandbox / "greet.skill"));
}

TEST_CASE("a package that is none ends with 3, and one that is not there with 1") {
  const Sandbox sandbox;
  const std::string file = sandbox.temp().write("x.skill", "no zip");
  CHECK(sandbox.run({"skills", "unpack", file, "-d", sandbox.skills()}).status == 3);
  CHECK(sandbox.run({"skills", "unpack", sandbox / "none", "-d", sandbox.skills()}).status == 1);
  CHECK(fs::is_empty(sandbox.skills()));
}

TEST_CASE("the bundled skills are installed, and pass strict validation there") {
  const Sandbox sandbox;
  const Ended ended =
      sandbox.run({"skills", "validate", "--strict", MUSTER_STAGE "/share/muster/skills"});
  INFO(ended.out << ended.err);
  CHECK(ended.status == 0);
  CHECK(ended.out.find("3 good, 0 refused") != std::string::npos);
}

}  // namespace
}  // namespace muster::test
