// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_LOG_H
#define MUSTER_SERVE_LOG_H

#include <unistd.h>

#include <memory>
#include <string_view>

#include "serve/log_line.h"

namespace muster::serve {

/// The log of a host: standard error, one line an event, by spdlog.
///
/// Threads: any. A line is queued, and written whole by a thread of the log: nobody waits for a
///          standard error that is not read. Where the queue is full the oldest lines are dropped,
///          and the log says how many. One that went away is no error.
class Log {
 public:
  explicit Log(LogFormat format, int descriptor = STDERR_FILENO);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void write(const Event& event);
  /// A line as it is, for people.
  void write(std::string_view line);

  /// Waits until all is out, half a second at most. What is written from here on is lost. The
  /// destructor does it too.
  void close();

 private:
  struct Queue;
  LogFormat format_;
  std::unique_ptr<Queue> queue_;
};

}  // namespace muster::serve

#endif
