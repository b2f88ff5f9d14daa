// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CALL_OPTIONS_H
#define MUSTER_CALL_OPTIONS_H

#include <functional>
#include <optional>
#include <stop_token>
#include <string_view>

#include <muster/result.h>

namespace muster {

/// How far a call is, as its agent says.
struct Progress {
  double done = 0;           ///< in any unit; never less than before
  double total = 0;          ///< 0: not known
  std::string_view message;  ///< valid until the listener returns; may be empty
};

/// Called on the thread that reports, mostly the one that runs the agent; one report at a time, and
/// none once the call has returned. Be quick, and call no agent: the call waits for it.
using ProgressListener = std::function<void(const Progress&)>;

/// What a call brings along beside its input. The views stay valid until the call returns.
struct CallOptions {
  std::optional<Deadline> deadline = {};  ///< none: the agent's own, else 30 s
  std::string_view request_id = {};       ///< the caller's own; the agent sees it
  std::string_view key = {};              ///< of a keyed agent
  ProgressListener on_progress = {};
  /// Whoever requests it gives the call up: the agent hears of it when it asks, a wait for the
  /// agent ends, and the result is `call.cancelled`, whatever the agent answers.
  std::stop_token stop = {};
};

}  // namespace muster

#endif
