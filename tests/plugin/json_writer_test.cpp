// SPDX-License-Identifier: Apache-2.0
#include "plugin/json_writer.h"

#include <doctest/doctest.h>

#include <string>

namespace muster::plugin {

TEST_CASE("a writer keeps the memory of small documents and gives back that of large ones") {
  JsonWriter writer;
  CHECK(writer.text(std::string(1000, 'a')));
  writer.clear();
  CHECK(writer.capacity() >= 1000);
  CHECK(writer.text(std::string(JsonWriter::kKeptMost, 'a')));
  writer.clear();
  CHECK(writer.capacity() < 1000);
  CHECK(writer.is_empty());
}

}  // namespace muster::plugin
