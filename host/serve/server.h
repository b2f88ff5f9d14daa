// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_SERVER_H
#define MUSTER_SERVE_SERVER_H

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "serve/api.h"
#include "serve/connection_limits.h"
#include "serve/workers.h"

namespace muster::serve {

/// A call whose client was told that its deadline has passed, while the agent goes on.
struct LateCall {
  std::string_view slug;
  std::string_view request_id;
};

struct ServerOptions {
  ConnectionLimits connection = {};
  std::size_t max_connections = 256;                       ///< one more is closed at once
  std::function<void(const LateCall&)> on_late_call = {};  ///< on the server's thread; not to wait
};

/// How a server came to its end.
enum class Stopped : std::uint8_t {
  answered,       ///< every answer was taken
  not_taken,      ///< a client did not read its answer, and was cut off
  still_running,  ///< an agent or a reload did not end
};

/// The control server of a host: HTTP/1.1 on a listening Unix socket.
///
/// Threads:  one accepts, parses and answers what takes no time; agents run on the workers, and
///           nothing else waits for them; reloads wait on a thread of their own, and so does on
///           two others what reads a disk or searches a listing.
/// Lifetime: shorter than the Api and the workers. The destructor waits for every answer.
class Server {
 public:
  /// Starts its threads. `listener` stays the caller's and may be closed.
  Server(Api& host, Workers& workers, int listener, ServerOptions options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Calls that no worker has begun, and those that come, are refused from here on; the workers end
  /// as the others do.
  void refuse_calls();

  /// refuse_calls(), accepts no more, waits for the answers under way at most this long, and ends
  /// the threads. Where something still runs, the threads are still there, and the destructor will
  /// wait.
  [[nodiscard]] Stopped stop(std::chrono::nanoseconds patience);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace muster::serve

#endif
