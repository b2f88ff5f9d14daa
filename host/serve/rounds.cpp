// SPDX-License-Identifier: Apache-2.0
#include "serve/rounds.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "serve/at_end.h"

namespace muster::serve {

namespace asio = boost::asio;

/// Reloads that were asked for while another one ran: one serves them all.
struct Rounds::Round {
  explicit Round(asio::io_context& io) : ended(io, asio::steady_timer::time_point::max()) {}

  std::optional<Response> answer;
  bool is_over = false;
  asio::steady_timer ended;  // cancelled when it is over
};

auto Rounds::answer(Request request) -> Awaitable<std::optional<Response>> {
  if (!next_) next_ = std::make_shared<Round>(io_);
  const std::shared_ptr<Round> round = next_;
  if (!is_running_) {
    is_running_ = true;
    try {
      asio::co_spawn(io_, run(std::move(request)), asio::detached);
    } catch (...) {
      is_running_ = false;
      throw;
    }
  }
  while (!round->is_over) {
    co_await round->ended.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  co_return round->answer;
}

auto Rounds::run(Request request) -> Awaitable<void> {
  const AtEnd ended([this] { is_running_ = false; });
  while (next_) co_await run_one(std::exchange(next_, nullptr), request);
}

auto Rounds::run_one(std::shared_ptr<Round> round, const Request& request) -> Awaitable<void> {
  const AtEnd told([&round] {
    round->is_over = true;
    round->ended.cancel();
  });
  try {
    round->answer = co_await reload_(request);
  } catch (const std::exception&) {
    // Who waits says so to his client.
  }
}

}  // namespace muster::serve
