// SPDX-License-Identifier: Apache-2.0
#include "serve/agent_event.h"

#include <string>

namespace muster::serve {
namespace {

Event::Level level_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return Event::Level::debug;
    case LogLevel::info:
      return Event::Level::info;
    case LogLevel::warning:
      return Event::Level::warning;
    case LogLevel::error:
      return Event::Level::error;
  }
  return Event::Level::error;
}

}  // namespace

Event event_of(const LogRecord& line) {
  Event event{.level = level_of(line.level),
              .name = "agent",
              .message = std::string(line.message),
              .fields = {{"agent", std::string(line.agent)}}};
  if (!line.key.empty()) event.fields.emplace_back("key", line.key);
  if (!line.request_id.empty()) event.fields.emplace_back("request_id", line.request_id);
  return event;
}

}  // namespace muster::serve
