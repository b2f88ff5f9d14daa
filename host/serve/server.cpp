// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include <fcntl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/text.h"
#include "plugin/codes.h"
#include "registry/codes.h"
#include "serve/asked_call.h"
#include "serve/at_end.h"
#include "serve/codes.h"
#include "serve/connection.h"
#include "serve/problem.h"
#include "serve/rounds.h"
#include "serve/routes.h"

namespace muster::serve {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using boost::system::error_code;
using Unix = asio::local::stream_protocol;

constexpr std::chrono::milliseconds kWorkersEnd{250};
constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// For want of memory, threads or descriptors; nothing else throws here.
Response no_resources(std::string_view why) {
  return problem(error(codes::http_no_resources, "request", escaped(why)));
}

Response run_call(const AskedCall& call, Api& host, const std::stop_token& stop) {
  try {
    return answer(call, host, stop);
  } catch (const std::exception& lack) {
    return no_resources(lack.what());
  }
}

// A call as its connection waits for it. Who runs it holds it too, and may do so for longer.
struct Pending {
  Pending(asio::io_context& io, TimePoint deadline) : is_due(io, deadline) {}

  asio::steady_timer is_due;       // cancelled when there is an answer before
  std::optional<Response> answer;  // the io thread's
  Workers::Number number = 0;
};

Error late(const std::string& slug, bool was_waiting) {
  return error(plugin::codes::call_timeout, slug,
               was_waiting ? "no worker was free for the call until its deadline"
                           : "the agent did not answer before the deadline");
}

}  // namespace

// All members but those said to be under mutex_ belong to the io thread once it runs.
struct Server::State {
  State(Api& host, Workers& workers, int listener, ServerOptions options)
      : host_(host),
        workers_(workers),
        options_(std::move(options)),
        acceptor_(io_, Unix(), ::fcntl(listener, F_DUPFD_CLOEXEC, 0)) {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  void refuse_calls() {
    workers_.close();
    asio::post(io_, [this] { refuse_waiting_calls(); });
  }

  Stopped stop(std::chrono::nanoseconds patience) {
    const TimePoint until = later(std::chrono::steady_clock::now(), patience);
    Stopped how = Stopped::answered;
    refuse_calls();
    asio::post(io_, [this] { close(); });
    {
      std::unique_lock lock(mutex_);
      const auto is_drained = [this] { return is_drained_; };
      if (!drained_.wait_until(lock, until, is_drained)) {
        is_stuck_ = false;
        how = Stopped::not_taken;
        asio::post(io_, [this] { give_up_writing(); });
        drained_.wait(lock, [this] { return is_drained_ || is_stuck_; });
        if (!is_drained_) return Stopped::still_running;
      }
    }
    // With the last connection and the acceptor gone, io has nothing left to do.
    if (thread_.joinable()) thread_.join();
    // A call that nobody waits for may run; a worker whose call was answered needs a moment to end.
    const TimePoint latest = std::max(until, std::chrono::steady_clock::now() + kWorkersEnd);
    if (!workers_.stop(latest)) return Stopped::still_running;
    slow_.join();
    reloader_.join();
    return how;
  }

 private:
  awaitable<void> accept() {
    asio::steady_timer pause(io_);
    while (!is_closing_) {
      auto [failure, socket] = co_await acceptor_.async_accept(kAsTuple);
      if (is_closing_) break;
      if (failure) {  // out of descriptors, most likely: those who leave make room
        pause.expires_after(std::chrono::milliseconds(50));
        co_await pause.async_wait(kAsTuple);
        continue;
      }
      if (connections_.size() >= options_.max_connections) continue;
      ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
      try {
        asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
      } catch (const std::exception&) {
        // No memory for one more connection: it is closed, and the next one may have better luck.
      }
    }
  }

  awaitable<void> serve(Unix::socket socket) {
    Connection connection(std::move(socket), options_.connection);
    connections_.insert(&connection);
    const AtEnd forget([this, &connection] {
      connections_.erase(&connection);
      tell_if_drained();
    });
    while (!is_closing_ && co_await exchange(connection)) {
    }
    connection.close();
  }

  // One request and its answer. False: the connection ends.
  awaitable<bool> exchange(Connection& connection) {
    auto read = co_await connection.read();
    if (is_closing_) co_return false;  // cut off: nothing begins that a stop would wait for
    auto* const request = std::get_if<Request>(&read);
    auto* const refusal = std::get_if<Response>(&read);
    std::optional<Response> response;
    if (refusal != nullptr) response = std::move(*refusal);
    if (request != nullptr) response = co_await answer(connection, std::move(*request));
    if (!response) co_return false;
    co_return co_await connection.write(std::move(*response), !is_closing_);
  }

  // None: the client has gone.
  awaitable<std::optional<Response>> answer(Connection& connection, Request request) {
    try {
      switch (lane_of(request)) {
        case Lane::immediate:
          break;
        case Lane::call:
          co_return co_await answer_call(connection, std::move(request));
        case Lane::slow:
          co_return co_await answer_on(slow_, std::move(request));
        case Lane::reload:
          auto report = co_await reloads_.answer(std::move(request));
          co_return report ? std::move(*report) : no_resources("the reload could not be run");
      }
      co_return route(request, host_);
    } catch (const std::exception& lack) {
      co_return no_resources(lack.what());
    }
  }

  awaitable<Response> answer_on(asio::thread_pool& threads, Request request) {
    auto work = [this, &request]() -> awaitable<Response> { co_return route(request, host_); };
    co_return co_await asio::co_spawn(threads, std::move(work), asio::use_awaitable);
  }

  awaitable<std::optional<Response>> answer_call(Connection& connection, Request request) {
    auto call = read_call(request);
    if (!call) co_return refusal(call.error(), request.request_id);
    const std::string slug = call->slug;
    const std::string id = call->request_id;
    const auto deadline = host_.deadline_of(call->calling(), request.arrived);
    if (!deadline) co_return refusal(deadline.error(), id);
    call->deadline = Deadline{*deadline};

    const auto pending = std::make_shared<Pending>(io_, *deadline);
    const auto number =
        workers_.add({.agent = slug,
                      .deadline = *deadline,
                      .run = [this, pending, call = std::move(*call)](const std::stop_token& stop) {
                        hand_over(pending, run_call(call, host_, stop));
                      }});
    if (!number) co_return refusal(number.error(), id);
    pending->number = *number;
    pending_.insert(pending);
    const AtEnd forget([this, &pending] { pending_.erase(pending); });

    using namespace asio::experimental::awaitable_operators;
    const auto first = co_await (until_due(*pending) || connection.until_gone());
    if (pending->answer) co_return std::move(pending->answer);
    const bool was_waiting = workers_.withdraw(*number);
    if (!was_waiting) workers_.ask_to_stop(*number);
    if (first.index() == 1) co_return std::nullopt;
    if (!was_waiting && options_.on_late_call) options_.on_late_call({slug, id});
    co_return refusal(late(slug, was_waiting), id);
  }

  static awaitable<void> until_due(Pending& pending) {
    if (!pending.answer) co_await pending.is_due.async_wait(kAsTuple);
  }

  // On a worker. Without memory for this much the client is told at the deadline.
  void hand_over(const std::shared_ptr<Pending>& pending, Response response) {
    try {
      asio::post(io_, [pending, response = std::move(response)]() mutable {
        pending->answer = std::move(response);
        pending->is_due.cancel();
      });
    } catch (const std::exception&) {
    }
  }

  void refuse_waiting_calls() {
    for (const auto& pending : pending_) {
      if (!workers_.withdraw(pending->number)) continue;
      pending->answer =
          problem(error(registry::codes::not_started, "call", "the host is not serving"));
      pending->is_due.cancel();
    }
  }

  void close() {
    is_closing_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Connection* const connection : connections_) {
      if (connection->phase() == Connection::Phase::idle) connection->cut_off();
    }
    tell_if_drained();
  }

  // Cuts off the clients that do not read; says whether anything is left but these.
  void give_up_writing() {
    bool is_stuck = false;
    for (Connection* const connection : connections_) {
      if (connection->phase() == Connection::Phase::writing) connection->cut_off();
      if (connection->phase() == Connection::Phase::working) is_stuck = true;
    }
    const std::lock_guard lock(mutex_);
    is_stuck_ = is_stuck;
    drained_.notify_all();
  }

  void tell_if_drained() {
    if (!is_closing_ || !connections_.empty()) return;
    const std::lock_guard lock(mutex_);
    is_drained_ = true;
    drained_.notify_all();
  }

  Api& host_;
  Workers& workers_;
  const ServerOptions options_;
  asio::io_context io_{1};
  Unix::acceptor acceptor_;
  asio::thread_pool slow_{2};
  asio::thread_pool reloader_{1};
  Rounds reloads_{io_,
                  [this](Request request) { return answer_on(reloader_, std::move(request)); }};
  std::set<Connection*> connections_;
  std::set<std::shared_ptr<Pending>> pending_;
  bool is_closing_ = false;

  std::mutex mutex_;
  std::condition_variable drained_;
  bool is_drained_ = false;  // under mutex_
  bool is_stuck_ = false;    // under mutex_: an agent or a reload did not end
  std::thread thread_;
};

Server::Server(Api& host, Workers& workers, int listener, ServerOptions options)
    : state_(std::make_unique<State>(host, workers, listener, std::move(options))) {}

Server::~Server() { static_cast<void>(stop(std::chrono::nanoseconds::max())); }

void Server::refuse_calls() { state_->refuse_calls(); }

Stopped Server::stop(std::chrono::nanoseconds patience) { return state_->stop(patience); }

}  // namespace muster::serve
