// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.h"

#include <doctest/doctest.h>

namespace muster {
namespace {

TEST_CASE("a path is one word for a shell, whatever is in it") {
  CHECK(shell_word("/srv/a b.so") == "'/srv/a b.so'");
  CHECK(shell_word("it's") == R"('it'\''s')");
  CHECK(shell_word("a\nb") == R"('a\nb')");
}

}  // namespace
}  // namespace muster
