// SPDX-License-Identifier: Apache-2.0
// The program `muster-seal`, as build systems and authors start it.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

#include "seal/seal.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::test {
namespace {

struct Ran {
  int status;
  std::string said;  ///< on both channels
};

Ran run(const std::string& arguments) {
  std::FILE* const pipe = ::popen(("'" MUSTER_SEAL "' " + arguments + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  Ran ran{-1, {}};
  std::array<char, 4096> buffer;
  while (const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    ran.said.append(buffer.data(), count);
  }
  ran.status = WEXITSTATUS(::pclose(pipe));
  return ran;
}

bool is_sealed(const std::string& file) {
  const std::string bytes = content_of(file);
  return seal::check(std::as_bytes(std::span(bytes)), file) == seal::State::sealed;
}

}  // namespace

TEST_CASE("muster-seal seals each file it is given, without a word") {
  const TempDir temp;
  const std::string one = temp.write("one.so", content_of(fixture("echo")));
  const std::string two = temp.write("two with a space.so", content_of(fixture("two_notes")));
  const Ran ran = run("'" + one + "' '" + two + "'");
  CHECK(ran.status == 0);
  CHECK(ran.said.empty());
  CHECK(is_sealed(one));
  CHECK(is_sealed(two));
}

TEST_CASE("muster-seal names what it cannot seal, and goes on to the next file") {
  const TempDir temp;
  const std::string text = temp.write("text.so", "a text");
  const std::string plugin = temp.write("echo.so", content_of(fixture("echo")));
  const Ran ran = run("'" + text + "' '" + plugin + "'");
  CHECK(ran.status == 3);
  CHECK(ran.said.starts_with("muster-seal: " + text + ": is no 64-bit library"));
  CHECK(ran.said.find(" (seal.no_place); build it with the SDK") != std::string::npos);
  CHECK(is_sealed(plugin));
}

TEST_CASE("muster-seal tells a file that is missing from one that has no place for a seal") {
  const TempDir temp;
  const Ran ran = run("'" + (temp / "absent.so") + "'");
  CHECK(ran.status == 1);
  CHECK(ran.said.find("(file.missing)") != std::string::npos);
}

TEST_CASE("muster-seal without a file, or with an option it does not know, says how it is used") {
  for (const char* wrong : {"", "--seel x.so"}) {
    const Ran ran = run(wrong);
    CHECK(ran.status == 2);
    CHECK(ran.said.starts_with("usage: muster-seal FILE..."));
  }
  CHECK(run("--help").status == 0);
}

}  // namespace muster::test
