// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_ROUNDS_H
#define MUSTER_SERVE_ROUNDS_H

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "serve/message.h"

namespace muster::serve {

/// Reloads as clients ask for them: who asks during one shares the next with all that did.
///
/// Threads: the one that runs `io`.
class Rounds {
 public:
  template <class T>
  using Awaitable = boost::asio::awaitable<T>;

  /// `reload` runs one, away from `io`.
  Rounds(boost::asio::io_context& io, std::function<Awaitable<Response>(Request)> reload)
      : io_(io), reload_(std::move(reload)) {}

  /// The answer to a request for a reload. None: there was no memory to make it.
  [[nodiscard]] Awaitable<std::optional<Response>> answer(Request request);

 private:
  struct Round;

  Awaitable<void> run(Request request);
  Awaitable<void> run_one(std::shared_ptr<Round> round, const Request& request);

  boost::asio::io_context& io_;
  std::function<Awaitable<Response>(Request)> reload_;
  std::shared_ptr<Round> next_;
  bool is_running_ = false;
};

}  // namespace muster::serve

#endif
