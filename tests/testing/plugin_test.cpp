// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <muster/testing.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace muster::testing {
namespace {

const std::string kPlugin = MUSTER_PLUGINS "/tested.so";

std::string why_refused(const std::string& file,
                        const std::map<std::string, std::string>& configuration = {}) {
  try {
    const Plugin plugin(file, configuration);
  } catch (const std::runtime_error& refusal) {
    return refusal.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a call brings the text that the agent answered") {
  Plugin plugin(kPlugin);
  const Answer answer = plugin.call("hello", R"({"name": "Ada"})");
  CHECK(answer);
  CHECK(answer.text == "Hello, Ada!");
  CHECK(answer.json.empty());
  CHECK(answer.blocks == 1);
}

TEST_CASE("a call goes through the checks of a host") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("hello", "{}").code == "call.invalid_input");
  CHECK(plugin.call("hello", "[]").code == "call.input_not_object");
  CHECK(plugin.call("hello", "{").code == "json.syntax");
  CHECK(plugin.call("nobody").code == "agent.not_found");
  CHECK(plugin.call("hello", R"({"name": "Ada"})", {.key = "a"}).code == "call.not_keyed");
}

TEST_CASE("a failure has the agent's own code and message") {
  Plugin plugin(kPlugin);
  const Answer answer = plugin.call("fails");
  CHECK_FALSE(answer);
  CHECK(answer.code == "no_such_zone");
  CHECK(answer.message.find("there is no zone of this name") != std::string::npos);
  CHECK(answer.text.empty());
}

TEST_CASE("log lines, progress and JSON come to the test") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("talks").json == R"({"done":true})");
  REQUIRE(plugin.log().size() == 1);
  CHECK(plugin.log()[0].level == LogLine::Level::warning);
  CHECK(plugin.log()[0].agent == "talks");
  CHECK(plugin.log()[0].message == "half of it");
  REQUIRE(plugin.progress().size() == 1);
  CHECK(plugin.progress()[0].done == 1);
  CHECK(plugin.progress()[0].total == 2);
  CHECK(plugin.progress()[0].message == "half");
}

TEST_CASE("an agent reaches the other agents of its plugin") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("asks").text == "it said: Hello, Eve!");
}

TEST_CASE("a call with no time left is late from its beginning") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("waits").text == "in time");
  CHECK(plugin.call("waits", "{}", {.timeout = std::chrono::nanoseconds(0)}).code ==
        "call.timeout");
}

TEST_CASE("a deadline is the agent's own where the call has none") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("slow").text == "0");
  CHECK(plugin.call("slow", "{}", {.timeout = std::chrono::seconds(20)}).text == "1");
}

TEST_CASE("time that passes outside of the test ends no call") {
  Plugin plugin(kPlugin);
  plugin.advance(-std::chrono::hours(1));  // as if the machine had been at it for an hour
  CHECK(plugin.call("waits").text == "in time");
}

TEST_CASE("what cannot be loaded is refused with the reason") {
  CHECK(why_refused("/nonexistent.so").find("file.missing") != std::string::npos);
  CHECK(why_refused(MUSTER_TWINS).find("register.duplicate_slug") != std::string::npos);
  CHECK(why_refused(kPlugin, {{"counter", R"({"step": "two"})"}}).find("step") !=
        std::string::npos);
  CHECK(why_refused(kPlugin, {{"kounter", "{}"}}).find("no such agent") != std::string::npos);
  CHECK(why_refused(kPlugin).empty());
}

TEST_CASE("a key has one instance, which remembers") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":1,"version":1})");
  CHECK(plugin.call("counter", R"({"add": 5})", {.key = "a"}).json == R"({"value":6,"version":1})");
  CHECK(plugin.call("counter", "{}", {.key = "b"}).json == R"({"value":1,"version":1})");
  CHECK(plugin.keys("counter") == std::vector<std::string>{"a", "b"});
  CHECK(plugin.keys("hello").empty());
  CHECK(plugin.call("counter").code == "instance.no_key");
}

TEST_CASE("an instance is started with an input of its own, and but once") {
  Plugin plugin(kPlugin);
  CHECK(plugin.start("counter", "a", R"({"from": 41})"));
  CHECK(plugin.start("counter", "a").code == "instance.live");
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":42,"version":1})");
  CHECK(plugin.start("counter", "b", R"({"from": -1})").code == "negative");
  CHECK(plugin.start("counter", "b", "[]").code == "call.input_not_object");
  CHECK(plugin.start("hello", "a").code == "agent.not_found");
  CHECK(plugin.keys("counter") == std::vector<std::string>{"a"});
}

TEST_CASE("a stopped instance has forgotten what was not restored") {
  Plugin plugin(kPlugin);
  plugin.call("counter", R"({"add": 7})", {.key = "a"});
  const std::string state = plugin.save("counter", "a").json;
  CHECK(state == R"({"value":7})");
  CHECK(plugin.stop("counter", "a"));
  CHECK(plugin.stop("counter", "a").code == "instance.not_live");
  CHECK(plugin.save("counter", "a").code == "instance.not_live");
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":1,"version":1})");
  plugin.stop("counter", "a");
  CHECK(plugin.restore("counter", "a", state, 1));
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":8,"version":1})");
}

TEST_CASE("a state that does not fit starts nothing") {
  Plugin plugin(kPlugin);
  CHECK_FALSE(plugin.restore("counter", "a", R"({"value": "many"})", 1));
  CHECK_FALSE(plugin.restore("counter", "a", "{", 1));
  CHECK(plugin.keys("counter").empty());
}

TEST_CASE("an instance that breaks is gone, and its key is free") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("counter", R"({"add": 2000})", {.key = "a"}).code == "agent.threw");
  CHECK(plugin.keys("counter").empty());
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":1,"version":1})");
}

TEST_CASE("a message that breaks the schema does not reach the instance") {
  Plugin plugin(kPlugin);
  plugin.call("counter", "{}", {.key = "a"});
  CHECK(plugin.call("counter", R"({"add": "two"})", {.key = "a"}).code == "call.invalid_input");
  CHECK(plugin.save("counter", "a").json == R"({"value":1})");
}

TEST_CASE("an agent is opened with its configuration") {
  Plugin plugin(kPlugin, {{"counter", R"({"step": 10})"}});
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":10,"version":1})");
}

TEST_CASE("a reload hands the instances over to the new version") {
  Plugin plugin(kPlugin);
  plugin.call("counter", R"({"add": 7})", {.key = "a"});
  plugin.start("counter", "b", R"({"from": 100})");
  CHECK(plugin.reload(MUSTER_PLUGINS "/tested_2.so").empty());
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":8,"version":2})");
  CHECK(plugin.call("counter", "{}", {.key = "b"}).json == R"({"value":101,"version":2})");
}

TEST_CASE("an instance whose state is refused goes on in the old version") {
  Plugin plugin(kPlugin);
  plugin.call("counter", R"({"add": 7})", {.key = "a"});
  const auto stayed = plugin.reload(MUSTER_PLUGINS "/tested_refuses.so");
  REQUIRE(stayed.size() == 1);
  CHECK(stayed[0].find("it takes over nothing") != std::string::npos);
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":8,"version":1})");
  CHECK(plugin.call("counter", "{}", {.key = "new"}).json == R"({"value":1,"version":2})");
}

TEST_CASE("an instance that breaks while it is saved is ended") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("impatient", "{}", {.key = "a"}).text == "a");
  CHECK(plugin.reload(MUSTER_PLUGINS "/tested_2.so").size() == 1);
  CHECK(plugin.keys("impatient").empty());
}

TEST_CASE("no state goes to an older state_version") {
  Plugin plugin(MUSTER_PLUGINS "/tested_2.so");
  plugin.call("counter", "{}", {.key = "a"});
  const auto stayed = plugin.reload(kPlugin);
  REQUIRE(stayed.size() == 1);
  CHECK(stayed[0].find("state_version 2") != std::string::npos);
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":2,"version":2})");
}

TEST_CASE("a reload that is refused changes nothing") {
  Plugin plugin(kPlugin);
  plugin.call("counter", "{}", {.key = "a"});
  CHECK_THROWS_AS(plugin.reload("/nonexistent.so"), std::runtime_error);
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":2,"version":1})");
}

TEST_CASE("instances of an agent that is gone are stopped") {
  Plugin plugin(kPlugin);
  plugin.call("counter", "{}", {.key = "a"});
  CHECK(plugin.reload(MUSTER_ECHO).empty());
  CHECK(plugin.keys("counter").empty());
  CHECK(plugin.call("counter", "{}", {.key = "a"}).code == "agent.not_found");
}

TEST_CASE("agents reach instances by their key, and an instance never itself") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("relay", R"({"to": "counter", "key": "a"})").text == "went well");
  CHECK(plugin.call("counter", "{}", {.key = "a"}).json == R"({"value":2,"version":1})");
  CHECK(plugin.call("mirror", "{}", {.key = "a"}).text == "call.reentrant");
}

TEST_CASE("time moves when the test says so") {
  Plugin plugin(kPlugin);
  CHECK(plugin.call("logs-much").text == "dropped");
  CHECK(plugin.call("logs-much").text == "dropped");
  const std::size_t before = plugin.log().size();
  plugin.advance(std::chrono::seconds(2));
  plugin.call("logs-much");
  CHECK(plugin.log().size() > before);
}

}  // namespace muster::testing
