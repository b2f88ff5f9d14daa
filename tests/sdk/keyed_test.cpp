// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "plugin/instance.h"
#include "sdk/fake_host.h"
#include "sdk/plugin_under_test.h"

using muster::plugin::Instance;
using muster::test::FakeHost;
using muster::test::Ran;

namespace {

const std::string library = MUSTER_SDK_AGENTS "/sdk_keyed.so";

/// A keyed agent that is open, and one instance of it.
struct Keyed {
  Keyed(std::string_view name, std::string_view configuration = "{}", std::string_view key = "k",
        std::string_view input = "{}")
      : slug(name) {
    REQUIRE(host.open(slug, configuration) == MUSTER_OK);
    started = host.start(slug, key, instance, input);
  }
  ~Keyed() {
    if (instance != nullptr) host.functions(slug).stop(instance, MUSTER_STOP_REQUESTED);
  }

  Ran receive(std::string_view input) {
    return host.run(host.functions(slug).call, instance, input);
  }

  std::string slug;
  FakeHost host{library};
  void* instance = nullptr;
  Ran started;
};

}  // namespace

TEST_CASE("an instance of a keyed agent keeps its state from message to message") {
  Keyed counter("counter");
  CHECK(counter.started.status == MUSTER_OK);
  CHECK(counter.receive("{}").bytes == R"({"value":1})");
  CHECK(counter.receive(R"({"add":41})").bytes == R"({"value":42})");
}

TEST_CASE("two instances of one agent know nothing of each other") {
  Keyed counter("counter", R"({"step":10})");
  void* other = nullptr;
  REQUIRE(counter.host.start("counter", "other", other).status == MUSTER_OK);
  CHECK(counter.receive("{}").bytes == R"({"value":10})");
  CHECK(counter.host.run(counter.host.functions("counter").call, other).bytes == R"({"value":10})");
  counter.host.functions("counter").stop(other, MUSTER_STOP_IDLE);
}

TEST_CASE("what one instance saves another one restores") {
  Keyed old("counter");
  CHECK(old.receive(R"({"add":5})").status == MUSTER_OK);
  const Ran saved = old.host.run(old.host.functions("counter").save, old.instance);
  CHECK(saved.status == MUSTER_OK);
  CHECK(saved.bytes == R"({"value":5})");
  CHECK(old.receive("{}").bytes == R"({"value":6})");

  Keyed next("counter");
  CHECK(
      next.host.run(next.host.functions("counter").restore, next.instance, saved.bytes, 1).status ==
      MUSTER_OK);
  CHECK(next.receive("{}").bytes == R"({"value":6})");
}

TEST_CASE("a state of another shape is refused with what is wrong in it") {
  Keyed counter("counter");
  const auto restore = counter.host.functions("counter").restore;
  const Ran missing = counter.host.run(restore, counter.instance, "{}", 1);
  CHECK(missing.status == MUSTER_FAILED);
  CHECK(missing.code == "state.missing");
  CHECK(missing.message == R"(state "value" is missing: expected an integer)");
  CHECK(counter.host.run(restore, counter.instance, R"({"value":"7"})", 1).code ==
        "state.wrong_type");
}

TEST_CASE("a constructor of an instance knows its key and what it is started with") {
  Keyed touchy("touchy", "{}", "a key", R"({"first":"words"})");
  CHECK(touchy.receive(R"({"do":"tell"})").bytes == "a key/words");
}

TEST_CASE("a constructor that throws starts no instance") {
  const Keyed refused("touchy", "{}", "refused");
  CHECK(refused.started.status == MUSTER_FAILED);
  CHECK(refused.started.code == "no_such_key");
  CHECK(refused.instance == nullptr);
  const Keyed thrown("touchy", "{}", "thrown");
  CHECK(thrown.started.status == MUSTER_FAILED);
  CHECK(thrown.started.message == "agent threw: the disk is gone");
}

TEST_CASE("a failure leaves an instance alive and an unexpected exception breaks it") {
  Keyed touchy("touchy");
  const Ran failed = touchy.receive(R"({"do":"fail"})");
  CHECK(failed.status == MUSTER_FAILED);
  CHECK(failed.code == "declined");
  const Ran thrown = touchy.receive(R"({"do":"throw"})");
  CHECK(thrown.status == MUSTER_BROKEN);
  CHECK(thrown.message == "agent threw: lost track");
  const Ran broken = touchy.receive(R"({"do":"break"})");
  CHECK(broken.status == MUSTER_BROKEN);
  CHECK(broken.code == "worn_out");
}

TEST_CASE("a keyed agent runs as an instance of the host") {
  const muster::test::PluginUnderTest plugin(library, {{"counter", {R"({"step":3})"}}});
  auto old = Instance::start(plugin.agent("counter"), {.input = "{}", .key = "k"});
  REQUIRE(old);
  CHECK(old->call({.input = "{}", .key = "k"})->front().bytes == R"({"value":3})");
  const auto state = old->save({.input = "{}", .key = "k"});
  REQUIRE(state);
  auto next = Instance::start(plugin.agent("counter"), {.input = "{}", .key = "k"});
  REQUIRE(next);
  CHECK(next->restore({.input = *state, .key = "k", .state_version = 1}));
  CHECK(next->call({.input = "{}", .key = "k"})->front().bytes == R"({"value":6})");
}

TEST_CASE("the host ends an instance that threw, and keeps one that failed") {
  const muster::test::PluginUnderTest plugin(library);
  auto touchy = Instance::start(plugin.agent("touchy"), {.input = "{}", .key = "k"});
  REQUIRE(touchy);
  const auto failed = touchy->call({.input = R"({"do":"fail"})", .key = "k"});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().agent_code == "declined");
  CHECK_FALSE(touchy->is_broken());
  CHECK_FALSE(touchy->call({.input = R"({"do":"throw"})", .key = "k"}));
  CHECK(touchy->is_broken());
}

TEST_CASE("the host accepts what MUSTER_KEYED declares") {
  const muster::test::PluginUnderTest plugin(library);
  const auto is_keyed = [&](const char* slug) { return plugin.agent(slug).start != nullptr; };
  const auto is_saved = [&](const char* slug) { return plugin.agent(slug).save != nullptr; };
  CHECK(is_keyed("counter"));
  CHECK(is_saved("counter"));
  CHECK(is_keyed("touchy"));
  CHECK_FALSE(is_saved("touchy"));
  CHECK_FALSE(is_keyed("echo"));
}
