// SPDX-License-Identifier: Apache-2.0
#include "catalog/diff.h"

#include <doctest/doctest.h>

#include "support/units.h"

namespace muster::catalog {
namespace {

using test::shared_plugin;
using test::shared_skill;

TEST_SUITE_BEGIN("catalog");

TEST_CASE("a diff tells what came, what changed and what went") {
  const auto stays = shared_plugin("stays.so", {"stays"});
  const Catalog before({stays, shared_plugin("b.so", {"changes", "goes"})},
                       {shared_skill("s/old", "old")}, {});
  const Catalog after({stays, shared_plugin("b.so", {"changes", "comes"}, "2")},
                      {shared_skill("s/new", "new")}, {});
  const Diff found = diff(before, after);
  CHECK(found.added == Names{{"comes"}, {"new"}});
  CHECK(found.changed == Names{{"changes"}, {}});
  CHECK(found.removed == Names{{"goes"}, {"old"}});
}

TEST_CASE("a catalog does not differ from itself") {
  const Catalog catalog({shared_plugin("a.so", {"a"})}, {shared_skill("s", "s")}, {});
  CHECK(diff(catalog, catalog) == Diff{});
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::catalog
