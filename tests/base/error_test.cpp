// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/error.h>

#include <sstream>

using muster::Error;
using muster::Kind;

TEST_CASE("an error is one line: subject, message, code, hint") {
  const Error error{Kind::invalid,         "elf.truncated", "plugins/c.so",
                    "the file ends early", "copy it again", {}};
  CHECK(to_string(error) == "plugins/c.so: the file ends early (elf.truncated); copy it again");
}

TEST_CASE("an error without subject and hint has no stray punctuation") {
  CHECK(to_string(Error{Kind::failed, "call.failed", "", "it failed", "", {}}) ==
        "it failed (call.failed)");
}

TEST_CASE("an agent's own code stands beside the host's") {
  const Error error{Kind::failed, "agent.failed", "echo", "no more", "", "quota.used"};
  CHECK(to_string(error) == "echo: no more (agent.failed: quota.used)");
}

TEST_CASE("an error stays on one line whatever a file name holds") {
  const Error error{Kind::invalid, "elf.truncated", "a\n\x1b[31m\xff.so", "bad", "", {}};
  CHECK(to_string(error) == "a\\n\\x1b[31m\\xff.so: bad (elf.truncated)");
}

TEST_CASE("an error prints as its line") {
  std::ostringstream out;
  out << Error{Kind::failed, "a.b", "s", "m", "h", {}};
  CHECK(out.str() == "s: m (a.b); h");
}

TEST_CASE("kinds have the names that scripts read") {
  CHECK(name_of(Kind::not_found) == "not_found");
  CHECK(name_of(Kind::invalid) == "invalid");
  CHECK(name_of(Kind::failed) == "failed");
}
