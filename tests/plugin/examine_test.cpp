// SPDX-License-Identifier: Apache-2.0
#include "plugin/examine.h"

#include <doctest/doctest.h>

#include "support/fixture_plugins.h"
#include "support/loading.h"

namespace muster::plugin {

using test::fixture;
using test::Loading;

TEST_CASE("a helper library is refused without a problem") {
  Loading loading;
  const auto before = loading.state();
  const auto plugin = loading.load(fixture("helper"));
  REQUIRE_FALSE(plugin);
  CHECK(plugin.error().empty());
  CHECK(loading.state() == before);
}

TEST_CASE("a plugin that requires an extension we lack is refused before its code runs") {
  Loading loading;
  const auto plugin = loading.load(fixture("two_notes"));
  REQUIRE_FALSE(plugin);
  CHECK(plugin.error().front().code == "abi.missing_extension");
  CHECK(plugin.error().front().message == "needs muster.other/1, which this host does not have");
}

}  // namespace muster::plugin
