// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_LOG_LINE_H
#define MUSTER_SERVE_LOG_LINE_H

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::serve {

enum class LogFormat : std::uint8_t { text, json, logfmt };

/// Something that happened to a host, as its log tells it.
struct Event {
  enum class Level : std::uint8_t { debug, info, warning, error };

  Level level = Level::info;
  std::string_view name;  ///< "reload": for programs
  std::string message;    ///< for people
  std::vector<std::pair<std::string_view, std::string>> fields = {};
};

/// One line without its end. No byte of an event can end the line or act on a terminal. Pure.
[[nodiscard]] std::string log_line(const Event& event, LogFormat format,
                                   std::chrono::system_clock::time_point at);

}  // namespace muster::serve

#endif
