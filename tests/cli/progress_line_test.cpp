// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_line.h"

#include <doctest/doctest.h>

#include <sstream>

namespace muster::cli {

TEST_CASE("progress is a part of the whole where that is known, else an amount") {
  CHECK(to_text({1, 4, "reading"}) == "reading: 25 %");
  CHECK(to_text({5, 4, ""}) == "100 %");
  CHECK(to_text({1.5, 0, "reading"}) == "reading: 1.5");
}

TEST_CASE("a message that would leave its line is escaped and cut") {
  CHECK(to_text({1, 0, "a\x1b[2Jb"}) == "a\\x1b[2Jb: 1");
  CHECK(to_text({1, 0, std::string(47, 'a') + "\xc3\xa4"}) == std::string(47, 'a') + ": 1");
}

TEST_CASE("a line that was shown is cleared once") {
  std::ostringstream terminal;
  ProgressLine line(terminal);
  line.clear();
  CHECK(terminal.str().empty());
  line.show({1, 4, ""});
  line.clear();
  line.clear();
  CHECK(terminal.str() == "\r\x1b[K25 %\r\x1b[K");
}

}  // namespace muster::cli
