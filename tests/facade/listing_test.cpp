// SPDX-License-Identifier: Apache-2.0
#include "facade/listing.h"

#include <doctest/doctest.h>
#include <muster/descriptor.h>

#include <string>
#include <vector>

#include "facade/codes.h"

namespace muster::facade {
namespace {

const std::vector<AgentDescriptor> kAgents{
    {.slug = "clock.now", .tags = {"time"}},
    {.slug = "clock.zone", .tags = {"time", "slow"}},
    {.slug = "echo", .description = "Repeats a Text.", .tags = {"text"}},
    {.slug = "text.clock", .tags = {"text", "slow"}},
};

Result<Page<std::string>> page(const Filter& filter) {
  return page_of(
      kAgents, filter, [](const auto& agent) { return std::string_view(agent.slug); },
      [](const auto& agent) { return std::string_view(agent.description); },
      [](const auto& agent) -> const auto& { return agent.tags; },
      [](const auto& agent) { return agent.slug; });
}

using Slugs = std::vector<std::string>;

TEST_SUITE_BEGIN("facade");

TEST_CASE("an empty filter lets everything through as one page") {
  CHECK(page({})->items.size() == 4);
  CHECK(page({})->next.empty());
}

TEST_CASE("a filter wants every tag it names") {
  CHECK(page({.tags = {"time"}})->items == Slugs{"clock.now", "clock.zone"});
  CHECK(page({.tags = {"slow", "time"}})->items == Slugs{"clock.zone"});
  CHECK(page({.tags = {"tim"}})->items.empty());
}

TEST_CASE("a pattern has to fit the whole name") {
  CHECK(page({.match = "clock.*"})->items == Slugs{"clock.now", "clock.zone"});
  CHECK(page({.match = "clock"})->items.empty());
  CHECK(page({.match = "echo|.*\\.clock"})->items == Slugs{"echo", "text.clock"});
}

TEST_CASE("a part is looked for in name and description, in upper or lower case") {
  CHECK(page({.contains = "clock"})->items == Slugs{"clock.now", "clock.zone", "text.clock"});
  CHECK(page({.contains = "tExT"})->items == Slugs{"echo", "text.clock"});
  CHECK(page({.contains = "peats a"})->items == Slugs{"echo"});
  CHECK(page({.contains = "absent"})->items.empty());
}

TEST_CASE("a pattern that is none is an error that shows where") {
  const auto refused = page({.match = "clock.(a"});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == codes::bad_pattern.code);
  CHECK(refused.error().subject == "match=clock.(a");
  CHECK(refused.error().message == "missing ): clock.(a");
}

TEST_CASE("a part and a pattern have at most 256 bytes") {
  const std::string longest(256, 'c');
  CHECK(page({.match = longest, .contains = longest})->items.empty());
  const auto part = page({.contains = longest + "c"});
  REQUIRE_FALSE(part);
  CHECK(part.error().code == codes::bad_pattern.code);
  CHECK(part.error().subject == "contains");
  CHECK(part.error().message == "it has 257 bytes; the limit is 256");
  const auto pattern = page({.match = longest + "c"});
  REQUIRE_FALSE(pattern);
  CHECK(pattern.error().subject == "match");
}

TEST_CASE("pages follow each other in order and say when there are no more") {
  const auto first = page({.limit = 3});
  CHECK(first->items == Slugs{"clock.now", "clock.zone", "echo"});
  CHECK(first->next == "echo");
  const auto second = page({.after = first->next, .limit = 3});
  CHECK(second->items == Slugs{"text.clock"});
  CHECK(second->next.empty());
  CHECK(page({.limit = 4})->next.empty());
  CHECK(page({.after = "d"})->items == Slugs{"echo", "text.clock"});
}

TEST_CASE("a page counts what the filter lets through") {
  const auto first = page({.tags = {"slow"}, .limit = 1});
  CHECK(first->items == Slugs{"clock.zone"});
  CHECK(first->next == "clock.zone");
  CHECK(page({.tags = {"slow"}, .after = first->next, .limit = 1})->next.empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::facade
