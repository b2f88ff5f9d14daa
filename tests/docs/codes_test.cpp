// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "docs/code_tables.h"

namespace muster::test {

TEST_CASE("every error code has a name of its own among all modules, a cause and a fix") {
  std::set<std::string_view> names;
  for (const CodeTable& table : code_tables) {
    for (const Code& code : table.codes) {
      CAPTURE(std::string(code.code));
      CHECK(names.insert(code.code).second);
      CHECK(code.cause.ends_with('.'));
      CHECK_FALSE(code.fix.ends_with('.'));
      // What an agent says of its own failure is its author's word.
      CHECK(code.fix.empty() == (code.code == "agent.failed"));
    }
  }
}

}  // namespace muster::test
