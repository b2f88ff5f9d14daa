// SPDX-License-Identifier: Apache-2.0
#include "serve/agent_event.h"

#include <doctest/doctest.h>

namespace muster::serve {

TEST_CASE("a line of an agent keeps its level and names what it belongs to") {
  const std::chrono::system_clock::time_point epoch;
  const Event event = event_of(
      {.agent = "echo", .level = LogLevel::debug, .message = "hi", .request_id = "r", .key = "k"});
  CHECK(log_line(event, LogFormat::logfmt, epoch) ==
        "at=1970-01-01T00:00:00.000Z level=debug event=agent message=hi agent=echo key=k "
        "request_id=r");
  CHECK(event_of({.agent = "echo", .level = LogLevel::error, .message = "hi"}).fields.size() == 1);
}

}  // namespace muster::serve
