// SPDX-License-Identifier: Apache-2.0
#include "skill/name.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using muster::skill::name_faults;

TEST_CASE("a good name has no fault") {
  for (const std::string name : {"a", "pdf-tools", "1-2-3", "技能", "навык"}) {
    CAPTURE(name);
    CHECK(name_faults(name).empty());
  }
}

TEST_CASE("every fault of a name is told") {
  using Faults = std::vector<std::string_view>;
  CHECK(name_faults("Pdf") == Faults{"has upper-case letters"});
  CHECK(name_faults("a_b") ==
        Faults{"has characters other than lower-case letters, digits and hyphens"});
  CHECK(name_faults("a-") == Faults{"begins or ends with a hyphen"});
  CHECK(name_faults("a--b") == Faults{"has two hyphens in a row"});
  CHECK(name_faults("-A--b_") ==
        Faults{"has upper-case letters",
               "has characters other than lower-case letters, digits and hyphens",
               "begins or ends with a hyphen", "has two hyphens in a row"});
}
