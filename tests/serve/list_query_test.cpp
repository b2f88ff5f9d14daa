// SPDX-License-Identifier: Apache-2.0
#include "serve/list_query.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace muster::serve {
namespace {

TEST_CASE("a listing's query is a filter, and a filter a query") {
  const std::string query =
      "?tag=text&tag=caf%C3%A9&match=clock%5C..%2B&contains=time&after=echo&limit=10";
  const auto filter = read_list_query("/v1/agents" + query);
  REQUIRE(filter);
  CHECK(filter->tags == std::vector<std::string>{"text", "café"});
  CHECK(filter->match == "clock\\..+");
  CHECK(filter->contains == "time");
  CHECK(filter->after == "echo");
  CHECK(filter->limit == 10);
  CHECK(list_query(*filter) == query);

  CHECK(read_list_query("/v1/agents")->limit == 0);
  CHECK(list_query({}).empty());
}

TEST_CASE("a query that a listing does not know is refused and named") {
  for (const char* const bad : {"?tga=x", "?limit=", "?limit=0", "?limit=-1", "?limit=1x",
                                "?match=%zz", "?limit=99999999999999999999"}) {
    CAPTURE(bad);
    const auto filter = read_list_query(std::string("/v1/agents") + bad);
    REQUIRE_FALSE(filter);
    CHECK(filter.error().code == "http.bad_query");
  }
  CHECK(read_list_query("/v1/agents?tga=x").error().subject == "tga");
}

}  // namespace
}  // namespace muster::serve
