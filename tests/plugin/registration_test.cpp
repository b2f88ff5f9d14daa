// SPDX-License-Identifier: Apache-2.0
#include "plugin/registration.h"

#include <doctest/doctest.h>

#include <functional>
#include <stdexcept>
#include <string>

namespace muster::plugin {
namespace {

using Descriptor = muster_agent_descriptor;
using Script = std::function<std::int32_t(const muster_registrar&)>;

muster_text text(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

std::int32_t succeed(void*, const muster_call*) { return MUSTER_OK; }

Descriptor good(std::string_view slug = "echo") {
  Descriptor agent{};
  agent.struct_size = sizeof agent;
  agent.slug = text(slug);
  agent.description = text("Answers its input.");
  agent.call = succeed;
  return agent;
}

Descriptor keyed() {
  Descriptor agent = good();
  agent.flags = MUSTER_AGENT_KEYED;
  agent.state_version = 3;
  agent.start = [](void*, const muster_call*, void**) { return MUSTER_OK; };
  agent.save = [](void*, const muster_call*) { return MUSTER_OK; };
  agent.restore = [](void*, const muster_call*) { return MUSTER_OK; };
  agent.stop = [](void*, std::uint32_t) {};
  return agent;
}

std::int32_t add(const muster_registrar& registrar, const Descriptor& agent) {
  return registrar.add(registrar.context, &agent);
}

using Collected = tl::expected<std::vector<std::unique_ptr<Agent>>, std::vector<Error>>;

// Runs a script as the `register` of a plugin, which is a function without a context.
Collected collect_from(Script script) {
  static Script current;
  current = std::move(script);
  return collect([](const muster_registrar* registrar) { return current(*registrar); }, "a.so");
}

// Adds one agent and ignores what the host makes of it.
Collected collect_one(const Descriptor& agent) {
  return collect_from([&](const muster_registrar& registrar) {
    add(registrar, agent);
    return MUSTER_OK;
  });
}

// The one thing that is wrong.
Error only_error(const Collected& agents) {
  REQUIRE_FALSE(agents);
  REQUIRE(agents.error().size() == 1);
  return agents.error().front();
}

Error refusal_of(const Descriptor& agent) { return only_error(collect_one(agent)); }

template <class Change>
std::string message_for(Change change, Descriptor agent = good()) {
  change(agent);
  return refusal_of(agent).message;
}

}  // namespace

TEST_CASE("a descriptor is copied whole before add returns") {
  const auto agents = collect_from([](const muster_registrar& registrar) {
    std::string slug = "digest";
    std::string schema = R"({"type":"object"})";
    const muster_text tags[] = {text("hash"), text("sha")};
    Descriptor agent = good(slug);
    agent.flags = MUSTER_AGENT_CONCURRENT | MUSTER_AGENT_DEPRECATED;
    agent.title = text("Digest");
    agent.version = text("2.0");
    agent.tags = tags;
    agent.tag_count = 2;
    agent.input_schema = text(schema);
    agent.replaced_by = text("digest-2");
    agent.deadline_ms = 4;
    agent.max_result_bytes = 5;
    agent.max_concurrent = 6;
    const std::int32_t status = add(registrar, agent);
    slug = schema = "gone";
    return status;
  });
  REQUIRE(agents);
  REQUIRE(agents->size() == 1);
  const Agent& agent = *agents->front();
  AgentDescriptor expected;
  expected.slug = "digest";
  expected.title = "Digest";
  expected.description = "Answers its input.";
  expected.version = "2.0";
  expected.tags = {"hash", "sha"};
  expected.input_schema = R"({"type":"object"})";
  expected.concurrent = true;
  expected.deprecated = true;
  expected.replaced_by = "digest-2";
  expected.deadline_ms = 4;
  expected.max_result_bytes = 5;
  expected.max_concurrent = 6;
  CHECK((agent.descriptor == expected));
  CHECK((agent.call == succeed));
}

TEST_CASE("agents come sorted by slug, with the plugin's version where they have none") {
  const auto agents = collect_from([](const muster_registrar& registrar) {
    Descriptor second = good("b");
    second.version = text("its own");
    add(registrar, second);
    registrar.version(registrar.context, text("1.5"));
    return add(registrar, good("a"));
  });
  REQUIRE(agents);
  REQUIRE(agents->size() == 2);
  CHECK((*agents)[0]->descriptor.slug == "a");
  CHECK((*agents)[0]->descriptor.version == "1.5");
  CHECK((*agents)[1]->descriptor.version == "its own");
}

TEST_CASE("a broken rule is the error, whatever register makes of it") {
  for (const std::int32_t status : {MUSTER_OK, MUSTER_FAILED}) {
    const auto agents = collect_from([status](const muster_registrar& registrar) {
      add(registrar, good("fine"));
      Descriptor bad = good("bad");
      bad.call = nullptr;
      CHECK(add(registrar, bad) == MUSTER_INVALID);
      CHECK(add(registrar, good("later")) == MUSTER_OK);
      return status;
    });
    const Error error = only_error(agents);
    CHECK(error.code == "register.bad_field");
    CHECK(error.subject == "a.so: bad");
    CHECK(error.message == "call: NULL");
  }
}

TEST_CASE("every broken rule of every agent is an error, in the order they were added") {
  const auto agents = collect_from([](const muster_registrar& registrar) {
    Descriptor first = good("first");
    first.flags = 0x100;
    first.title = text("a\xff");
    first.call = nullptr;
    add(registrar, first);
    add(registrar, good("fine"));
    Descriptor third = good("Third");
    third.description = {nullptr, 0};
    add(registrar, third);
    return MUSTER_OK;
  });
  REQUIRE_FALSE(agents);
  std::vector<std::string> lines;
  for (const Error& error : agents.error()) lines.push_back(error.subject + ": " + error.message);
  CHECK(lines == std::vector<std::string>{
                     "a.so: first: flags: 0x100 is not known to this host",
                     "a.so: first: title: not UTF-8 at byte 1",
                     "a.so: first: call: NULL",
                     "a.so: agent 3: slug: \"Third\" is not [a-z0-9][a-z0-9._-]{0,63}",
                     "a.so: agent 3: description: empty",
                 });
}

TEST_CASE("thirty-two problems are listed, and of the rest the number") {
  const auto agents = collect_from([](const muster_registrar& registrar) {
    for (int i = 0; i < 100; ++i) add(registrar, good(""));
    return MUSTER_OK;
  });
  REQUIRE_FALSE(agents);
  REQUIRE(agents.error().size() == kRegistrationProblemsMax + 1);
  CHECK(agents.error()[31].subject == "a.so: agent 32");
  CHECK(agents.error()[32].code == "register.more");
  CHECK(agents.error()[32].message == "68 more");
}

TEST_CASE("a bad field is named with what is wrong about it") {
  CHECK(message_for([](Descriptor& a) {
          a.title = {nullptr, 5};
        }) == "title: NULL, with a size of 5");
  CHECK(message_for([](Descriptor& a) {
          a.title = {"x", 300};
        }) == "title: 300 bytes; the limit is 256");
  CHECK(message_for([](Descriptor& a) { a.title = text("a\xff"); }) ==
        "title: not UTF-8 at byte 1");
  CHECK(message_for([](Descriptor& a) { a.title = text("two\nlines"); }) ==
        "title: a control character at byte 3");
  CHECK(message_for([](Descriptor& a) {
          a.title = text({"\0", 1});
        }) == "title: a control character at byte 0");
  CHECK(message_for([](Descriptor& a) { a.description = {nullptr, 0}; }) == "description: empty");
  CHECK(message_for([](Descriptor& a) { a.flags = 0x100; }) ==
        "flags: 0x100 is not known to this host");
  CHECK(message_for([](Descriptor& a) { a.tag_count = 2; }) == "tags: NULL, with a count of 2");
  CHECK(message_for([](Descriptor& a) { a.tag_count = 33; }) ==
        "tags: 33 of them; the limit is 32");
  CHECK(message_for([](Descriptor& a) { a.deadline_ms = UINT64_MAX; }) ==
        "deadline_ms: 18446744073709551615; the limit is 86400000");
  CHECK(message_for([](Descriptor& a) { a.replaced_by = text("../x"); }) ==
        "replaced_by: \"../x\" is not [a-z0-9][a-z0-9._-]{0,63}");
}

TEST_CASE("a keyed agent brings the functions of its instances and the version of their state") {
  const Descriptor given = keyed();
  const auto agents = collect_one(given);
  REQUIRE(agents);
  const Agent& agent = *agents->front();
  CHECK(agent.descriptor.keyed);
  CHECK(agent.descriptor.state_version == 3);
  CHECK((agent.start == given.start));
  CHECK((agent.save == given.save));
  CHECK((agent.restore == given.restore));
  CHECK((agent.stop == given.stop));
}

TEST_CASE("a keyed agent may keep no state") {
  Descriptor stateless = keyed();
  stateless.save = stateless.restore = nullptr;
  stateless.state_version = 0;
  CHECK(collect_one(stateless));
}

TEST_CASE("a keyed agent starts and stops, and restores if and only if it saves") {
  const auto message = [](auto change) { return message_for(change, keyed()); };
  CHECK(message([](Descriptor& a) { a.start = nullptr; }) == "start: NULL, but the agent is keyed");
  CHECK(message([](Descriptor& a) { a.stop = nullptr; }) == "stop: NULL, but the agent is keyed");
  CHECK(message([](Descriptor& a) { a.restore = nullptr; }) == "restore: NULL, but save is given");
  CHECK(message([](Descriptor& a) {
          a.save = nullptr;
          a.state_version = 0;
        }) == "save: NULL, but restore is given");
  CHECK(message([](Descriptor& a) { a.save = a.restore = nullptr; }) ==
        "state_version: 3, but save is NULL");
}

TEST_CASE("an agent that is not keyed has no functions of instances") {
  const Descriptor of_instances = keyed();
  CHECK(message_for([&](Descriptor& a) { a.start = of_instances.start; }) ==
        "start: given, but the agent is not keyed");
  CHECK(message_for([&](Descriptor& a) { a.save = of_instances.save; }) ==
        "save: given, but the agent is not keyed");
  CHECK(message_for([&](Descriptor& a) { a.restore = of_instances.restore; }) ==
        "restore: given, but the agent is not keyed");
  CHECK(message_for([&](Descriptor& a) { a.stop = of_instances.stop; }) ==
        "stop: given, but the agent is not keyed");
  CHECK(message_for([](Descriptor& a) { a.state_version = 1; }) ==
        "state_version: 1, but save is NULL");
}

TEST_CASE("a keyed agent of a header that ends before its functions is refused by the first") {
  Descriptor older = keyed();
  older.state_version = 0;
  older.struct_size = offsetof(Descriptor, start);
  const auto agents = collect_one(older);
  REQUIRE_FALSE(agents);
  CHECK(agents.error().front().message == "start: NULL, but the agent is keyed");
}

TEST_CASE("an agent whose slug is bad is named by its place") {
  for (const std::string_view slug : {"", "Echo", "-a", "a/b", "../x", "a b", "\xc3\xa4"}) {
    const Error error = refusal_of(good(slug));
    CHECK(error.subject == "a.so: agent 1");
    CHECK(error.message == "slug: \"" + std::string(slug) + "\" is not [a-z0-9][a-z0-9._-]{0,63}");
  }
  CHECK(refusal_of(good(std::string(65, 'a'))).message == "slug: 65 bytes; the limit is 64");
}

TEST_CASE("a huge text is refused by its size alone") {
  Descriptor agent = good();
  agent.slug = {"short", std::uint64_t{1} << 40};  // to read it would be the end
  CHECK(refusal_of(agent).code == "register.bad_field");
}

TEST_CASE("a description may have several lines") {
  Descriptor agent = good();
  agent.description = text("First.\n\tSecond.");
  CHECK(collect_one(agent));
}

TEST_CASE("a schema that is none, or that is not enforced in full, is refused by field and place") {
  const auto error_of = [](std::string_view schema) {
    Descriptor agent = good();
    agent.output_schema = text(schema);
    return refusal_of(agent);
  };
  const Error misspelt = error_of(R"({"properties":{"a":{"maxLenght":1}}})");
  CHECK(misspelt.code == "schema.unknown_keyword");
  CHECK(misspelt.subject == "a.so: echo");
  CHECK(misspelt.message == "output_schema: #/properties/a/maxLenght: no keyword of JSON Schema");
  CHECK(error_of("{\n  x}").message.starts_with("output_schema: 2:3: "));
  CHECK(error_of("[]").code == "schema.not_a_schema");
  CHECK(error_of(" true").message == "output_schema: a boolean; clients expect an object");
  CHECK(error_of(" true").code == "register.bad_schema");
  CHECK(error_of(std::string(65537, ' ')).code == "register.bad_field");
}

TEST_CASE("an agent keeps each of its schemas compiled") {
  Descriptor described = good();
  described.input_schema = text(R"({"required":["in"]})");
  described.output_schema = text(R"({"required":["out"]})");
  described.config_schema = text(R"({"required":["set"]})");
  const auto agents = collect_one(described);
  REQUIRE(agents);
  const Agent& agent = *agents->front();
  CHECK(agent.input_schema->check(json::Object{})->message == "\"in\" is missing");
  CHECK(agent.output_schema->check(json::Object{})->message == "\"out\" is missing");
  CHECK(agent.config_schema->check(json::Object{})->message == "\"set\" is missing");
  CHECK_FALSE(collect_one(good())->front()->input_schema);
}

TEST_CASE("a struct of another size is read as far as both sides know it") {
  Descriptor older = good();
  older.close = [](void*) {};
  older.struct_size = offsetof(Descriptor, close);
  const auto without_close = collect_one(older);
  REQUIRE(without_close);
  CHECK((without_close->front()->close == nullptr));

  struct Newer {
    Descriptor known;
    std::uint64_t unknown;
  } newer{good(), 1};
  newer.known.struct_size = sizeof newer;
  CHECK(collect_one(newer.known));
}

TEST_CASE("a field that the struct size cuts through is absent") {
  Descriptor cut = good();
  cut.close = [](void*) {};
  for (std::size_t bytes = 1; bytes < sizeof cut.close; ++bytes) {
    CAPTURE(bytes);
    cut.struct_size = static_cast<std::uint32_t>(offsetof(Descriptor, close) + bytes);
    const auto agents = collect_one(cut);
    REQUIRE(agents);
    CHECK((agents->front()->close == nullptr));
  }
  Descriptor instances = keyed();
  instances.struct_size = sizeof instances - 1;
  CHECK(refusal_of(instances).message == "stop: NULL, but the agent is keyed");
}

TEST_CASE("a struct size that no version has is refused before a field is read") {
  for (const std::uint32_t size : {0u, 1u, 64u, 0xffffffffu}) {
    Descriptor agent = good();
    agent.struct_size = size;
    CHECK(refusal_of(agent).subject == "a.so: agent 1");
    CHECK(refusal_of(agent).message == "struct_size: " + std::to_string(size) +
                                           "; this host's is " + std::to_string(sizeof agent));
  }
}

TEST_CASE("a descriptor that is NULL is refused") {
  const auto agents = collect_from(
      [](const muster_registrar& registrar) { return registrar.add(registrar.context, nullptr); });
  CHECK(only_error(agents).message == "descriptor: NULL");
}

TEST_CASE("a bad version of the plugin is refused") {
  const auto agents = collect_from([](const muster_registrar& registrar) {
    registrar.version(registrar.context, {nullptr, 3});
    return add(registrar, good());
  });
  CHECK(only_error(agents).message == "version of the plugin: NULL, with a size of 3");
}

TEST_CASE("two agents of one slug in a library are refused by name") {
  const auto agents = collect_from([](const muster_registrar& registrar) {
    add(registrar, good("twin"));
    add(registrar, good("other"));
    add(registrar, good("twin"));
    return add(registrar, good("twin"));
  });
  CHECK(only_error(agents).code == "register.duplicate_slug");
  CHECK(only_error(agents).subject == "a.so: twin");
}

TEST_CASE("each slug that a library adds twice is named") {
  const auto agents = collect_from([](const muster_registrar& registrar) {
    for (const char* slug : {"c", "a", "b", "a", "c"}) add(registrar, good(slug));
    return MUSTER_OK;
  });
  REQUIRE_FALSE(agents);
  REQUIRE(agents.error().size() == 2);
  CHECK(agents.error()[0].subject == "a.so: a");
  CHECK(agents.error()[1].subject == "a.so: c");
}

TEST_CASE("a register that returns an error or adds nothing is refused") {
  const auto failed = collect_from([](const muster_registrar& registrar) {
    add(registrar, good());
    return 17;
  });
  CHECK(only_error(failed).code == "register.failed");
  CHECK(only_error(failed).message == "its `register` returned 17");

  const auto nothing = collect_from([](const muster_registrar&) { return MUSTER_OK; });
  CHECK(only_error(nothing).code == "register.nothing");
}

TEST_CASE("an exception that leaves register is an error with its words") {
  const auto standard = collect_from(
      [](const muster_registrar&) -> std::int32_t { throw std::runtime_error("no\nluck"); });
  CHECK(only_error(standard).code == "register.threw");
  CHECK(only_error(standard).message == "its `register` threw: no\\nluck");

  const auto number = collect_from([](const muster_registrar&) -> std::int32_t { throw 3; });
  CHECK(only_error(number).message == "its `register` threw: an exception of type int");
}

TEST_CASE("a library adds ten thousand agents and not one more") {
  const auto collect_many = [](int count) {
    return collect_from([count](const muster_registrar& registrar) {
      std::int32_t status = MUSTER_OK;
      for (int i = 0; i < count && status == MUSTER_OK; ++i) {
        status = add(registrar, good("agent-" + std::to_string(i)));
      }
      return status;
    });
  };
  const auto most = collect_many(10'000);
  REQUIRE(most);
  CHECK(most->size() == 10'000);
  const auto too_many = collect_many(10'001);
  CHECK(only_error(too_many).code == "register.too_many");
}

TEST_CASE("a slug is a letter or digit and up to 63 of a few more characters") {
  CHECK(is_slug("a"));
  CHECK(is_slug("0.a_b-c"));
  CHECK(is_slug(std::string(64, 'z')));
  CHECK_FALSE(is_slug(""));
  CHECK_FALSE(is_slug(".a"));
  CHECK_FALSE(is_slug("A"));
  CHECK_FALSE(is_slug(std::string(65, 'z')));
}

}  // namespace muster::plugin
