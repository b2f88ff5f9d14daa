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

}  // namespace
}  // namespace muster::serve
