// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_SERVER_H
#define MUSTER_SERVE_SERVER_H

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "serve/api.h"

namespace muster::serve {

struct ServerOptions {
  std::size_t workers = 2;  ///< threads that run agents
  std::uint64_t max_body_bytes = std::uint64_t{1} << 20;
  std::uint32_t max_header_bytes = 16 * 1024;
  std::size_t max_connections = 1024;                   ///< one more is closed at once
  std::chrono::milliseconds request_patience{10'000};   ///< for a whole request to arrive
  std::chrono::milliseconds response_patience{10'000};  ///< for a whole response to leave
};

/// How a server came to its end.
enum class Stopped : std::uint8_t {
  answered,       ///< every answer was taken
  not_taken,      ///< a client did not read its answer, and was cut off
  still_running,  ///< an agent or a reload did not end
};

/// The control server of a host: HTTP/1.1 on a listening Unix socket, by Boost.Beast.
///
/// Threads:  one accepts, parses and answers what takes no time; agents run on workers; reloads
/// wait on
///           a thread of their own, where requests that came meanwhile share the next one.
/// Lifetime: shorter than the Api. The destructor waits for every answer.
class Server {
 public:
  /// Starts its threads. `listener` stays the caller's and may be closed.
  Server(Api& host, int listener, ServerOptions options = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Accepts no more, waits for the answers under way at most this long, and ends the threads.
  /// Where something still runs, the threads are still there, and the destructor will wait.
  [[nodiscard]] Stopped stop(std::chrono::nanoseconds patience);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace muster::serve

#endif
