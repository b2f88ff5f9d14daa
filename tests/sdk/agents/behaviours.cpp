// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>

MUSTER_AGENT("arguments", "Takes one of each.",
             .input = {muster::text("text"), muster::integer("integer"),
                       muster::text("maybe").optional()}) {
  return call.text(call.arg<std::string>("text") + "," +
                   std::to_string(call.arg<std::int64_t>("integer")) + "," +
                   std::string(call.arg("maybe", "absent")));
}

MUSTER_AGENT("byte", "Takes a byte, 7 if left out.",
             .input = {muster::integer("byte").optional()}) {
  return call.text(std::to_string(call.arg("byte", std::uint8_t{7})));
}

MUSTER_AGENT("needs-it", "Asks for what may be left out.",
             .input = {muster::text("maybe").optional()}) {
  return call.text(call.arg<std::string_view>("maybe"));
}

MUSTER_AGENT("undeclared", "Asks for what it did not declare.", .input = {muster::text("text")}) {
  return call.text(call.arg<std::string_view>("txet"));
}

MUSTER_AGENT("declared-otherwise", "Asks for another type.", .input = {muster::text("text")}) {
  return call.text(std::to_string(call.arg<int>("text")));
}

MUSTER_AGENT("raw", "Takes anything.") { return call.text(call.input()); }

MUSTER_AGENT("writes-json", "Writes one value of each type.") {
  const std::string text = "a \"b\"\n";
  return call.json({{"text", text},
                    {"literal", "x"},
                    {"integer", std::numeric_limits<std::int64_t>::min()},
                    {"size", text.size()},
                    {"number", 0.5},
                    {"boolean", true}});
}

MUSTER_AGENT("writes-huge", "Writes an integer that JSON readers would round.") {
  return call.json({{"huge", std::numeric_limits<std::uint64_t>::max()}});
}

MUSTER_AGENT("writes-bytes", "Writes what is not UTF-8.") { return call.text("\xff"); }

MUSTER_AGENT("writes-twice", "Writes two blocks.") {
  call.text("one");
  return call.text("two");
}

MUSTER_AGENT("fails", "Fails with a code.") {
  return call.fail("no_such_zone", "no zone of that name");
}

MUSTER_AGENT("fails-deep", "Fails below the body.") {
  throw muster::Failure("deep", "from below");
  return call.text("never");
}

MUSTER_AGENT("throws", "Throws a std::exception.") {
  throw std::runtime_error("the disk is gone");
  return call.text("never");
}

MUSTER_AGENT("throws-int", "Throws something else.") {
  throw 42;
  return call.text("never");
}

MUSTER_AGENT("is-cancelled", "Says whether somebody waits.") {
  return call.text(call.is_cancelled() ? "cancelled" : "waited for");
}
