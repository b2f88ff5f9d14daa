// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CONNECTION_H
#define MUSTER_SERVE_CONNECTION_H

#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <cstdint>
#include <memory>
#include <variant>

#include "serve/connection_limits.h"
#include "serve/message.h"

namespace muster::serve {

/// One client's HTTP/1.1, by Boost.Beast.
///
/// Threads: one, which runs the coroutines too; one of them at a time.
class Connection {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  enum class Phase : std::uint8_t { idle, working, writing };
  struct Gone {};  ///< the client, or a request that did not come whole in time

  Connection(Socket socket, const ConnectionLimits& limits);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Idle: between an answer and the next request. Writing: an answer. Else at work on one.
  [[nodiscard]] Phase phase() const noexcept { return phase_; }

  /// The next request, or the answer to one that cannot be read.
  [[nodiscard]] Awaitable<std::variant<Gone, Request, Response>> read();

  /// Ends when the client closes its side. What it sends meanwhile is kept for the next read().
  [[nodiscard]] Awaitable<void> until_gone();

  /// Writes the answer to the last request. True: another request may follow.
  [[nodiscard]] Awaitable<bool> write(Response response, bool may_go_on);

  /// Ends a read() or write() that goes on, and lets none begin.
  void cut_off();

  /// No more is written.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
  Phase phase_ = Phase::idle;
};

}  // namespace muster::serve

#endif
