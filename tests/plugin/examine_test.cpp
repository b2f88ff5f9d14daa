// SPDX-License-Identifier: Apache-2.0
#include "plugin/examine.h"

#include <doctest/doctest.h>

#include "support/elf_patch.h"
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

TEST_CASE("a plugin that is not what was sealed is refused for that alone, before its code runs") {
  Loading loading;
  std::string damaged = test::sealed(test::content_of(fixture("two_notes")));
  test::flip_bit(damaged, test::symbol_of(damaged, "register").st_value, 0);
  const auto plugin = loading.load(loading.folder().write("x.so", damaged));
  REQUIRE_FALSE(plugin);
  REQUIRE(plugin.error().size() == 1);
  CHECK(plugin.error().front().code == "elf.damaged");
  CHECK(plugin.error().front().subject == loading.folder() / "x.so");
}

TEST_CASE("a plugin whose seal is whole loads, also when its copy is changed for the linker") {
  Loading loading;
  CHECK(loading.load(loading.folder().write("x.so", test::sealed(test::unique_state()))));
}

TEST_CASE("the seal of content that is known is not asked for again") {
  const test::TempDir temp;
  const auto staging = *Staging::create({temp / "staging"});
  std::string damaged = test::sealed(test::content_of(fixture("echo")));
  test::replace_text(damaged, "version-0000", "version-0001");
  const std::string path = temp.write("x.so", damaged);
  const auto copy = staging->copy(source_of(path), kPluginBytesMax, Permissions::off);
  REQUIRE(copy);
  CHECK(examine(*copy, path, Content::is_new).problems.size() == 1);
  CHECK(examine(*copy, path, Content::is_known).problems.empty());
}

}  // namespace muster::plugin
