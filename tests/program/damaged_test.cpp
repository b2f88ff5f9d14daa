// SPDX-License-Identifier: Apache-2.0
// Damaged libraries, many at once, against the whole program.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <random>

#include "faults/hostile.h"
#include "program/sandbox.h"

namespace muster::test {
namespace {

constexpr int kCopies = kHasSanitizer ? 20 : 150;  // of each kind

/// Copies of a sealed plugin that are zero from somewhere on, and some with one bit flipped.
void drop_damaged(const Sandbox& sandbox) {
  std::mt19937 random(20261121);  // the same damage each time
  const std::string whole = sealed(content_of(fixture("echo")));
  std::uniform_int_distribution<std::size_t> places(0, whole.size() - 1);
  for (int i = 0; i < kCopies; ++i) {
    std::string damaged = whole;
    const std::size_t place = places(random);
    damaged.replace(place, std::string::npos, whole.size() - place, '\0');
    write_whole(fmt::format("{}/zeroed-{:03}.so", sandbox.plugins(), i), damaged);
    damaged = whole;
    damaged[places(random)] ^= static_cast<char>(1 << (i % 8));
    write_whole(fmt::format("{}/flipped-{:03}.so", sandbox.plugins(), i), damaged);
  }
}

}  // namespace

TEST_CASE("FILE-02 among hundreds of damaged libraries the good one serves") {
  const Sandbox sandbox;
  drop_damaged(sandbox);
  Program host(sandbox.serve_words(), sandbox.variables());
  REQUIRE(host.says("muster: ready: "));
  CHECK(sandbox.run({"call", "echo", R"({"text":"hello"})"}).out == "hello\n");
  CHECK(sandbox.run({"reload"}).status == 3);
  CHECK(sandbox.run({"call", "echo", R"({"text":"again"})"}).out == "again\n");
  host.signal(SIGTERM);
  CHECK(host.wait().status == 0);
}

}  // namespace muster::test
