// SPDX-License-Identifier: Apache-2.0
#include "cli/table.h"

#include <doctest/doctest.h>

namespace muster::cli {
namespace {

TEST_CASE("columns are as wide as their widest cell, counted in characters") {
  CHECK(table({{"caf\xC3\xA9", "x"}, {"a", "y"}}) == "caf\xC3\xA9  x\na     y\n");
}

TEST_CASE("a cell shows its first line and no control characters") {
  CHECK(table({{"one\ntwo", "\x1b[31m"}}) == "one  \\x1b[31m\n");
}

TEST_CASE("no line ends in spaces, and no rows are no text") {
  CHECK(table({{"a", ""}, {"b"}}) == "a\nb\n");
  CHECK(table({}).empty());
}

}  // namespace
}  // namespace muster::cli
