// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_LOG_H
#define MUSTER_SERVE_LOG_H

#include <memory>

#include "serve/log_line.h"

namespace muster::serve {

/// The log of a host: standard error, one line an event, by spdlog.
///
/// Threads: any. A line is written whole, and a standard error that went away is no error.
class Log {
 public:
  explicit Log(LogFormat format);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void write(const Event& event);

 private:
  struct Sink;
  LogFormat format_;
  std::unique_ptr<Sink> sink_;
};

}  // namespace muster::serve

#endif
