// SPDX-License-Identifier: Apache-2.0
#include "serve/log_line.h"

#include <doctest/doctest.h>

#include "base/json.h"

namespace muster::serve {
namespace {

const std::chrono::system_clock::time_point kEpoch;

const Event kReload{.level = Event::Level::warning,
                    .name = "reload",
                    .message = "rejected: \"b.so\"\nis bad",
                    .fields = {{"reload", "7"}, {"path", "a b.so"}}};

TEST_CASE("the text of an event is one line for people") {
  CHECK(log_line(kReload, LogFormat::text, kEpoch) ==
        "1970-01-01T00:00:00.000Z warning reload: rejected: \"b.so\"\\nis bad reload=7 "
        "path=\"a b.so\"");
}

TEST_CASE("logfmt quotes what a reader would split") {
  CHECK(log_line(kReload, LogFormat::logfmt, kEpoch) ==
        "at=1970-01-01T00:00:00.000Z level=warning event=reload "
        "message=\"rejected: \\\"b.so\\\"\\\\nis bad\" reload=7 path=\"a b.so\"");
}

TEST_CASE("a JSON event is one object a line") {
  const std::string line = log_line(kReload, LogFormat::json, kEpoch);
  const auto value = json::parse(line, "log");
  REQUIRE(value);
  CHECK(value->at("event") == "reload");
  CHECK(value->at("level") == "warning");
  CHECK(value->at("path") == "a b.so");
  CHECK(line.find('\n') == std::string::npos);
}

}  // namespace
}  // namespace muster::serve
