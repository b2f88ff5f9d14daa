// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_LOG_RECORD_H
#define MUSTER_LOG_RECORD_H

#include <cstdint>
#include <functional>
#include <string_view>

#include <muster/export.h>

namespace muster {

enum class LogLevel : std::uint8_t { debug, info, warning, error };
MUSTER_API std::string_view name_of(LogLevel level) noexcept;  ///< "warning"

/// One line that an agent wrote to the host's log. The views stay valid until the listener returns.
struct LogRecord {
  std::string_view agent;  ///< slug
  LogLevel level = LogLevel::info;
  std::string_view message;     ///< UTF-8, at most 8 KiB; may hold control characters
  std::string_view request_id;  ///< of the call that it was written in; may be empty
  std::string_view key;         ///< of that call; may be empty
};

/// Called on the thread that writes, several at once, with no lock of the host held. It costs the
/// agent its time, so be quick; it must not stop the host, which waits for it.
using LogListener = std::function<void(const LogRecord&)>;

}  // namespace muster

#endif
