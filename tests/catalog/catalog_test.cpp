// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include <doctest/doctest.h>

#include "support/units.h"

namespace muster::catalog {
namespace {

using test::shared_plugin;

TEST_SUITE_BEGIN("catalog");

TEST_CASE("an agent is found by its slug and by nothing like it") {
  const Catalog catalog({shared_plugin("a.so", {"echo", "digest"})}, {}, {});
  REQUIRE(catalog.find("echo") != nullptr);
  CHECK(catalog.find("echo")->agent->descriptor.slug == "echo");
  for (const char* other : {"", "ech", "echo2", "Echo"}) CHECK(catalog.find(other) == nullptr);
}

TEST_CASE("a catalog keeps its units and copies share them") {
  auto unit = shared_plugin("a.so", {"echo"});
  const Catalog catalog({unit}, {}, {});
  const Catalog copy = catalog;
  const plugin::LoadedPlugin* raw = unit.get();
  unit.reset();
  CHECK(copy.find("echo")->plugin == raw);
  CHECK(copy == catalog);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::catalog
