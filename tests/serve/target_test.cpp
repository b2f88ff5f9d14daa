// SPDX-License-Identifier: Apache-2.0
#include "serve/target.h"

#include <doctest/doctest.h>

namespace muster::serve {
namespace {

using Segments = std::vector<std::string>;

TEST_CASE("a path is its segments, decoded, without the query") {
  CHECK(path_segments("/v1/agents/a%2Fb?x=1") == Segments{"v1", "agents", "a/b"});
  CHECK(path_segments("/") == Segments{""});
}

TEST_CASE("what is not a path, or badly encoded, has no segments") {
  CHECK_FALSE(path_segments(""));
  CHECK_FALSE(path_segments("http://host/"));
  CHECK_FALSE(path_segments("/a%2"));
  CHECK_FALSE(path_segments("/a%"));
  CHECK_FALSE(path_segments("/a%+1"));
}

TEST_CASE("an encoded segment decodes to itself, whatever its bytes") {
  std::string every;
  for (int byte = 0; byte < 256; ++byte) every += static_cast<char>(byte);
  CHECK(path_segments("/" + encode_segment(every)) == Segments{every});
  CHECK(encode_segment("a/b c") == "a%2Fb%20c");
}

TEST_CASE("a value of a query is found by its name and decoded") {
  CHECK(query_value("/a?key=x", "key") == "x");
  CHECK(query_value("/a?b=1&key=x%20y&c", "key") == "x y");
  CHECK(query_value("/a?mykey=x", "key") == "");
  CHECK(query_value("/a?key", "key") == "");
  CHECK(query_value("/a", "key") == "");
  CHECK_FALSE(query_value("/a?key=%2", "key"));
  CHECK(query("/a?key=x&b&key=%20")->at(2).second == " ");
  CHECK(query("/a?").value().empty());
}

}  // namespace
}  // namespace muster::serve
