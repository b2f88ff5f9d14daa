// SPDX-License-Identifier: Apache-2.0
#include "plugin/foreign.h"

#include <doctest/doctest.h>

#include <exception>
#include <stdexcept>

namespace muster::plugin {
namespace {

struct Silent : std::exception {
  [[nodiscard]] const char* what() const noexcept override { return nullptr; }
};

}  // namespace

TEST_CASE("foreign code that throws is stopped, and what it says is kept") {
  CHECK_FALSE(catch_foreign([] {}));
  CHECK(catch_foreign([] { throw std::runtime_error("no"); }) == "no");
  CHECK(catch_foreign([] { throw 1; }) == "an exception of type int");
}

TEST_CASE("an exception whose text is null is told by its type") {
  const auto thrown = catch_foreign([] { throw Silent(); });
  REQUIRE(thrown);
  CHECK(thrown->ends_with("Silent that says nothing"));
}

}  // namespace muster::plugin
