// SPDX-License-Identifier: Apache-2.0
#include "plugin/probe_protocol.h"

#include <doctest/doctest.h>

#include "plugin/codes.h"

namespace muster::plugin {
namespace {

using Outcome = Probed::Outcome;

ProbeAnswer answer_with(Outcome outcome, std::size_t problems) {
  ProbeAnswer answer{.number = 3, .probed = {.outcome = outcome}};
  answer.probed.problems.assign(problems, error(codes::probe_crashed, "x.so", "SIGSEGV"));
  return answer;
}

TEST_CASE("an answer comes back as it was given") {
  const auto answer = decode_answer(encode(answer_with(Outcome::dangerous, 2)));
  REQUIRE(answer);
  CHECK(answer->number == 3);
  CHECK(answer->probed.outcome == Outcome::dangerous);
  CHECK(answer->probed.problems.size() == 2);
  CHECK(decode_answer(encode(answer_with(Outcome::passed, 0))));
}

TEST_CASE("an answer whose outcome its problems contradict is none") {
  CHECK_FALSE(decode_answer(encode(answer_with(Outcome::dangerous, 0))));
  CHECK_FALSE(decode_answer(encode(answer_with(Outcome::refused, 0))));
  CHECK_FALSE(decode_answer(encode(answer_with(Outcome::passed, 1))));
}

TEST_CASE("no more is read of an answer than a library has any use for") {
  ProbeAnswer given = answer_with(Outcome::refused, 1000);
  given.probed.warnings = given.probed.problems;
  given.probed.agents.assign(20'000, "agent");
  const auto answer = decode_answer(encode(given));
  REQUIRE(answer);
  CHECK(answer->probed.problems.size() == 64);
  CHECK(answer->probed.warnings.size() == 64);
  CHECK(answer->probed.agents.size() == 10'000);
}

}  // namespace
}  // namespace muster::plugin
