// SPDX-License-Identifier: Apache-2.0
#include "skill/codes.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

TEST_CASE("every error code of skills has a cause and a fix, and a name of its own") {
  std::set<std::string_view> names;
  for (const muster::Code& code : muster::skill::codes::all) {
    CAPTURE(std::string(code.code));
    CHECK(names.insert(code.code).second);
    CHECK(code.code.starts_with("skill."));
    CHECK(code.cause.ends_with('.'));
    CHECK_FALSE(code.fix.empty());
    CHECK_FALSE(code.fix.ends_with('.'));
  }
}
