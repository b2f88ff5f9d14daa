// SPDX-License-Identifier: Apache-2.0
#include "cli/packages.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "support/temp_dir.h"

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

/// A folder with a skill, and a place to hear what commands say.
struct Packing {
  explicit Packing(const std::string& field = {}) {
    dir.write("greet/SKILL.md",
              "---\nname: greet\ndescription: Greets.\n" + field + "---\n# Greet\n");
    dir.make_folder("to");
  }
  ExitStatus pack(bool force = false) {
    return run_pack({dir / "greet", dir / "greet.skill", force}, output);
  }
  ExitStatus unpack(bool strict = false, bool force = false) {
    return run_unpack({dir / "greet.skill", dir / "to", strict, force}, output);
  }

  test::TempDir dir;
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err};
};

TEST_CASE("a skill is packed and unpacked, and each says what it made") {
  Packing packing;
  CHECK(packing.pack() == ExitStatus::done);
  CHECK(packing.out.str().starts_with("packed " + packing.dir.path()));
  CHECK(packing.unpack() == ExitStatus::done);
  CHECK(packing.out.str().ends_with("unpacked " + packing.dir.path() + "/to/greet: 1 file\n"));
  CHECK(packing.err.str().empty());
}

TEST_CASE("with --json packing and unpacking are one object each") {
  Packing packing;
  packing.output.json = true;
  CHECK(packing.pack() == ExitStatus::done);
  const auto packed = json::parse(packing.out.str(), "output");
  REQUIRE(packed);
  CHECK(packed->at("skill") == "greet");
  CHECK(packed->at("file").as_string() == packing.dir / "greet.skill");
  CHECK(packed->at("bytes") == fs::file_size(packing.dir / "greet.skill"));
  packing.out.str({});
  CHECK(packing.unpack() == ExitStatus::done);
  const auto unpacked = json::parse(packing.out.str(), "output");
  REQUIRE(unpacked);
  CHECK(unpacked->at("path").as_string() == packing.dir / "to/greet");
}

TEST_CASE("what strict validation has against a skill is 3, a line each") {
  Packing packing("version: 1\ntags: x\n");
  CHECK(packing.pack() == ExitStatus::refused);
  CHECK(packing.err.str().find("SKILL.md:4:1: unknown field") != std::string::npos);
  CHECK(packing.err.str().find("SKILL.md:5:1: unknown field") != std::string::npos);
  CHECK(packing.out.str().empty());
  CHECK_FALSE(fs::exists(packing.dir / "greet.skill"));
}

TEST_CASE("a skill that is packed with a warning says so, with or without --json") {
  for (const bool json : {false, true}) {
    Packing packing("license: MIT # mine\n");
    packing.output.json = json;
    CHECK(packing.pack() == ExitStatus::done);
    CHECK(packing.err.str().starts_with("muster: warning: "));
    CHECK(packing.err.str().find("SKILL.md:4:14: \"license\" ends here") != std::string::npos);
  }
}

TEST_CASE("a hostile or damaged package is 3") {
  Packing packing;
  packing.dir.write("greet.skill", "no zip");
  CHECK(packing.unpack() == ExitStatus::refused);
  CHECK(packing.err.str().find("package.damaged") != std::string::npos);
  CHECK(fs::is_empty(packing.dir / "to"));
}

TEST_CASE("what is in the way is 1, and --force replaces it") {
  Packing packing;
  CHECK(packing.pack() == ExitStatus::done);
  CHECK(packing.pack() == ExitStatus::failed);
  CHECK(packing.pack(true) == ExitStatus::done);
  CHECK(packing.unpack() == ExitStatus::done);
  CHECK(packing.unpack() == ExitStatus::failed);
  CHECK(packing.err.str().find("--force") != std::string::npos);
  CHECK(packing.unpack(true, true) == ExitStatus::done);
}

TEST_CASE("a package that is not there is 1") {
  Packing packing;
  CHECK(packing.unpack() == ExitStatus::failed);
  CHECK(packing.err.str().find("file.missing") != std::string::npos);
}

}  // namespace
}  // namespace muster::cli
