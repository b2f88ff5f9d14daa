// SPDX-License-Identifier: Apache-2.0
// The agents of docs/authors.md do what the page says.
#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <string_view>

#include "base/json.h"
#include "sdk/fake_host.h"
#include "sdk/plugin_under_test.h"

using muster::test::FakeHost;
using muster::test::PluginUnderTest;

namespace {

/// The library of each block of the page, by the slug of its agent.
const std::map<std::string, std::string, std::less<>>& libraries() {
  static const auto found = [] {
    std::map<std::string, std::string, std::less<>> libraries;
    std::istringstream files(MUSTER_AUTHORS_AGENTS);
    for (std::string file; std::getline(files, file, ':');) {
      for (const auto& slug : PluginUnderTest(file).slugs()) libraries[slug] = file;
    }
    return libraries;
  }();
  return found;
}

std::string library_of(std::string_view slug) {
  const auto found = libraries().find(slug);
  REQUIRE_MESSAGE(found != libraries().end(), slug);
  return found->second;
}

/// What an agent of the page answers to input that its schema accepts.
std::string answer(std::string_view slug, std::string_view input,
                   muster::Configurations configurations = {}) {
  const PluginUnderTest plugin(library_of(slug), std::move(configurations));
  const auto& schema = plugin.agent(slug).input_schema;
  const auto parsed = muster::json::parse(input, "input");
  REQUIRE(parsed);
  if (schema && schema->check(*parsed)) return "refused";
  return plugin.answer(slug, input);
}

}  // namespace

TEST_CASE("each block of the authors' page is a library that a host loads") {
  CHECK(libraries().size() == 6);
}

TEST_CASE("the first agent of the authors' page repeats a text") {
  CHECK(answer("repeat", R"({"text":"ab","times":2})") == "abab");
  CHECK(answer("repeat", R"({"text":"ab"})") == "ab");
  CHECK(answer("repeat", R"({"text":"ab","times":0})") == "refused");
}

TEST_CASE("the agent with many declarations takes what it declares") {
  const std::string points = R"("points":[{"x":0,"y":0},{"x":3,"y":-1.5}])";
  const auto length = [&](const std::string& more) {
    return muster::json::parse(answer("polyline", "{" + points + more + "}"), "answer")
        ->at("length")
        .to_number<double>();
  };
  CHECK(length("") == 4.5);
  CHECK(length(R"(,"metric":"king","name":"way")") == 3.0);
  CHECK(answer("polyline", R"({"points":[{"x":0,"y":0}]})") == "refused");
  CHECK(answer("polyline", "{" + points + R"(,"metric":"crow"})") == "refused");
}

TEST_CASE("the agent that shows results answers with three blocks") {
  const PluginUnderTest plugin(library_of("report"));
  const auto blocks = plugin.call("report", "{}");
  REQUIRE(blocks);
  REQUIRE(blocks->size() == 3);
  CHECK(
      blocks->back().bytes ==
      R"({"count":2,"range":[1,2],"counts":{"even":1,"odd":1},"first":{"name":"a","next":null},"rows":[{"name":"a","size":1},{"name":"b","size":2}]})");
}

TEST_CASE("the agent of a class takes its expression from the configuration") {
  CHECK(answer("censor", R"({"text":"darn it"})") == "*** it");
  CHECK(answer("censor", R"({"text":"aaa"})", {{"censor", {R"({"word":"a","stars":2})"}}}) ==
        "******");
  for (const char* const bad : {R"({"word":"***"})", R"({"word":""})", R"({"stars":0})"}) {
    const PluginUnderTest refused(library_of("censor"), {{"censor", {bad}}});
    CHECK_FALSE(refused.problems().empty());
  }
}

TEST_CASE("the keyed agent counts, saves and restores") {
  FakeHost host(library_of("tally"));
  REQUIRE(host.open("tally", R"({"step":2})") == MUSTER_OK);
  const auto functions = host.functions("tally");
  void* instance = nullptr;
  REQUIRE(host.start("tally", "k", instance).status == MUSTER_OK);
  CHECK(host.run(functions.call, instance).bytes == R"({"key":"","value":2})");
  CHECK(host.run(functions.save, instance).bytes == R"({"value":2})");
  CHECK(host.run(functions.restore, instance, R"({"value":999})").status == MUSTER_OK);
  CHECK(host.run(functions.call, instance).status == MUSTER_BROKEN);
  functions.stop(instance, MUSTER_STOP_BROKEN);
}

TEST_CASE("the agent that asks another one signs with its answer") {
  FakeHost host(library_of("sign"));
  REQUIRE(host.open("sign") == MUSTER_OK);
  host.answer.text = "digest of a";
  CHECK(host.call("sign", R"({"text":"a"})").bytes == "a\ndigest of a");
  CHECK(host.logged == std::vector<std::string>{"0 about to ask"});
  host.progress_status = MUSTER_CANCELLED;
  CHECK(host.call("sign", R"({"text":"a"})").code == "stopped");
}
