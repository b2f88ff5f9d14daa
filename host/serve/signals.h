// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_SIGNALS_H
#define MUSTER_SERVE_SIGNALS_H

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/unique_fd.h"

namespace muster::serve {

/// What a signal asks a host to do.
enum class SignalRequest : std::uint8_t { none, reload, stop };

/// A SIGHUP that a process sent asks for a reload; one from the kernel means that the terminal is
/// gone. SIGINT and SIGTERM ask to stop. Pure; `code` is si_code.
[[nodiscard]] SignalRequest request_of(unsigned signal, int code) noexcept;

/// The signals of a host, taken from a descriptor instead of by handlers.
///
/// Threads: make it before the first other thread starts: it blocks the signals for this thread and
///          those that it will start. Then one thread at a time.
class Signals {
 public:
  Signals();

  /// Waits for a signal, until `other` can be read, or until `until`. None: not a signal.
  [[nodiscard]] SignalRequest wait(
      int other = -1, std::optional<std::chrono::steady_clock::time_point> until = std::nullopt);

  /// From here on they end the process, as they do by default.
  static void let_go();

 private:
  UniqueFd fd_;
};

}  // namespace muster::serve

#endif
