// SPDX-License-Identifier: Apache-2.0
#include "serve/duration.h"

#include <doctest/doctest.h>

namespace muster::serve {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a duration is a number and a unit") {
  CHECK(parse_duration("500ms", "t") == 500ms);
  CHECK(parse_duration("5s", "t") == 5s);
  CHECK(parse_duration("1.5s", "t") == 1500ms);
  CHECK(parse_duration("2m", "t") == 2min);
}

TEST_CASE("anything else is refused and named") {
  for (const char* text :
       {"", "5", "s", "5 s", "-1s", "0s", "nan", "inf", "1e9s", "5h", "25000m"}) {
    const auto duration = parse_duration(text, "--timeout");
    CAPTURE(text);
    REQUIRE_FALSE(duration);
    CHECK(duration.error().code == "http.bad_timeout");
    CHECK(duration.error().subject == "--timeout");
  }
}

}  // namespace
}  // namespace muster::serve
