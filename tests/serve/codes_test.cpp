// SPDX-License-Identifier: Apache-2.0
#include "serve/codes.h"

#include <doctest/doctest.h>

#include <set>

namespace muster::serve {
namespace {

TEST_CASE("each code of the control server is there once, with a cause and a fix") {
  std::set<std::string_view> seen;
  for (const Code& code : codes::all) {
    CAPTURE(code.code);
    CHECK(seen.insert(code.code).second);
    CHECK(code.cause.ends_with('.'));
    CHECK_FALSE(code.fix.empty());
    CHECK_FALSE(code.fix.ends_with('.'));
  }
}

}  // namespace
}  // namespace muster::serve
