// SPDX-License-Identifier: Apache-2.0
#include "skill/name.h"

#include <doctest/doctest.h>

#include <string>

using muster::skill::name_fault;

TEST_CASE("a good name has no fault") {
  for (const std::string name : {"a", "pdf-tools", "1-2-3", "技能", "навык"}) {
    CAPTURE(name);
    CHECK(name_fault(name).empty());
  }
}

TEST_CASE("the first fault of a name is told") {
  CHECK(name_fault("Pdf_") == "has upper-case letters");
  CHECK(name_fault("a_b-") == "has characters other than lower-case letters, digits and hyphens");
  CHECK(name_fault("-a--b") == "begins or ends with a hyphen");
  CHECK(name_fault("a-") == "begins or ends with a hyphen");
  CHECK(name_fault("a--b") == "has two hyphens in a row");
}
