// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <muster/json/view.hpp>
#include "sdk/fake_host.h"

using muster::test::FakeHost;

namespace {

const std::string library = MUSTER_SDK_AGENTS "/sdk_keyed.so";

}  // namespace

TEST_CASE("messages reach the log at their level") {
  FakeHost host(library);
  REQUIRE(host.open("logs") == MUSTER_OK);
  CHECK(host.call("logs").bytes == "done");
  CHECK(host.logged == std::vector<std::string>{"0 one", "1 two", "2 three", "3 four"});
}

TEST_CASE("a log taken in open serves outside of calls") {
  FakeHost host(library);
  REQUIRE(host.open("listener") == MUSTER_OK);
  CHECK(host.call("listener").bytes == "done");
  CHECK(host.logged == std::vector<std::string>{"@1 opened", "@2 called"});
}

TEST_CASE("progress reaches the caller, and the agent learns that nobody listens") {
  FakeHost host(library);
  REQUIRE(host.open("works") == MUSTER_OK);
  CHECK(host.call("works").bytes == "waited for");
  CHECK(host.progress == std::vector<std::string>{"1/4 a quarter", "2/0 "});
  host.progress_status = MUSTER_CANCELLED;
  CHECK(host.call("works").bytes == "told to stop");
}

TEST_CASE("an agent asks another one and reads its answer") {
  FakeHost host(library);
  REQUIRE(host.open("asks") == MUSTER_OK);
  host.answer.text = "hello";
  host.answer.json = *muster::json::parse(R"({"n":[1]})", "test");
  CHECK(host.call("asks", R"({"agent":"other"})").bytes ==
        R"({"text":"hello","structured":{"n":[1]}})");
  CHECK(host.asked ==
        std::vector<std::string>{
            R"(other/k {"list":[1,-2,0.5],"text":"a \"b\"\u000a","none":null,"yes":true})"});
  CHECK(host.asked_deadline_ns == 0);
  CHECK(host.unreleased == 0);
}

TEST_CASE("an ask may be bounded in time") {
  FakeHost host(library);
  REQUIRE(host.open("asks") == MUSTER_OK);
  CHECK(host.call("asks", R"({"agent":"other","soon":true})").status == MUSTER_OK);
  CHECK(host.asked_deadline_ns > 0);
}

TEST_CASE("an ask bounded by the longest time there is does not end in the past") {
  FakeHost host(library);
  REQUIRE(host.open("asks-for-ever") == MUSTER_OK);
  CHECK(host.call("asks-for-ever").status == MUSTER_OK);
  CHECK(host.asked_deadline_ns == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("the failure of an asked agent is a value with its code and message") {
  FakeHost host(library);
  REQUIRE(host.open("asks") == MUSTER_OK);
  host.answer = {.status = MUSTER_FAILED,
                 .text = "",
                 .json = nullptr,
                 .code = "agent.not_found",
                 .message = "no such agent"};
  const auto failed = host.call("asks", R"({"agent":"other"})");
  CHECK(failed.status == MUSTER_FAILED);
  CHECK(failed.code == "agent.not_found");
  CHECK(failed.message == "no such agent");
  CHECK(host.unreleased == 0);
}

TEST_CASE("an ask that never took place says why") {
  FakeHost host(library);
  REQUIRE(host.open("asks") == MUSTER_OK);
  const auto code = [&](std::int32_t status) {
    host.answer.status = status;
    return host.call("asks", R"({"agent":"other"})").code;
  };
  CHECK(code(MUSTER_INVALID) == "ask.invalid");
  CHECK(code(MUSTER_TOO_LARGE) == "ask.too_many");
  CHECK(code(MUSTER_CANCELLED) == "ask.cancelled");
}

TEST_CASE("an answer that is not as expected ends the call with its place") {
  FakeHost host(library);
  REQUIRE(host.open("misreads") == MUSTER_OK);
  host.answer.json = *muster::json::parse(R"({"n":1})", "test");
  CHECK(host.call("misreads").message ==
        R"(answer "n" has the wrong type: expected a string, found an integer)");
  CHECK(host.unreleased == 0);
}

TEST_CASE("to read JSON that an answer does not have ends the call") {
  FakeHost host(library);
  REQUIRE(host.open("misses") == MUSTER_OK);
  host.answer.text = "words alone";
  const auto missed = host.call("misses");
  CHECK(missed.status == MUSTER_FAILED);
  CHECK(missed.code == "answer.missing");
  CHECK(missed.message == "the answer has no JSON: expected an integer");
  CHECK(host.unreleased == 0);
}

TEST_CASE("to read JSON of an ask that never took place ends the call") {
  FakeHost host(library, false);
  REQUIRE(host.open("misses") == MUSTER_OK);
  CHECK(host.call("misses").code == "answer.missing");
}

TEST_CASE("JSON of no document reads as nothing") {
  const muster::Json none;
  CHECK(none.as<int>() == 0);
  CHECK(none.as<double>() == 0);
  CHECK_FALSE(none.as<bool>());
  CHECK(none.as<std::string_view>().empty());
  CHECK(none.as<std::vector<int>>().empty());
}

TEST_CASE("a host without extensions runs the same agents") {
  FakeHost host(library, false);
  for (const auto* const slug : {"logs", "works", "listener", "asks"}) {
    REQUIRE(host.open(slug) == MUSTER_OK);
  }
  CHECK(host.call("logs").bytes == "done");
  CHECK(host.call("listener").bytes == "done");
  CHECK(host.call("works").bytes == "waited for");
  CHECK(host.call("asks", R"({"agent":"other"})").code == "ask.unsupported");
}

TEST_CASE("an agent knows how much time it has left") {
  FakeHost host(library);
  REQUIRE(host.open("time-left") == MUSTER_OK);
  CHECK(host.call("time-left").bytes == "ever");
  CHECK(host.call("time-left", "{}", 1).bytes == "late");
}
