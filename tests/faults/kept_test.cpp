// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "faults/kept.h"

namespace muster::test {

TEST_CASE("FILE-01 what is no library leaves a serving host as it was") {
  check_row_kept("FILE-01");
}
TEST_CASE("FILE-03 a library of another kind leaves a serving host as it was") {
  check_row_kept("FILE-03");
}
TEST_CASE("LINK-01 a library that cannot be linked leaves a serving host as it was") {
  check_row_kept("LINK-01");
}
TEST_CASE("CODE-04 a register that fails or adds nothing leaves a serving host as it was") {
  check_row_kept("CODE-04");
}

}  // namespace muster::test
