// SPDX-License-Identifier: Apache-2.0
#include "serve/server.h"

#include <fcntl.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/text.h"
#include "serve/codes.h"
#include "serve/problem.h"
#include "serve/routes.h"

namespace muster::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::awaitable;
using boost::system::error_code;
using Unix = asio::local::stream_protocol;
using Stream = beast::basic_stream<Unix>;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

// What a request that could not be read is told; nothing where the peer only went away.
std::optional<Response> refusal(const error_code& why) {
  if (why == http::error::body_limit || why == http::error::header_limit) {
    return problem(error(codes::http_too_large, "request", why.message()));
  }
  const bool is_gone = why == http::error::end_of_stream || why == http::error::partial_message;
  if (is_gone || why.category() != make_error_code(http::error::bad_method).category()) {
    return std::nullopt;
  }
  return problem(error(codes::http_malformed, "request", why.message()));
}

// For want of memory, threads or descriptors; nothing else throws here.
Response no_resources(std::string_view why) {
  return problem(error(codes::http_no_resources, "request", escaped(why)));
}

http::response<http::string_body> wire(Response response, bool keep_alive) {
  http::response<http::string_body> message;
  message.version(11);
  message.result(response.status);
  message.set(http::field::content_type, response.content_type);
  message.set(http::field::cache_control, "no-store");
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  message.body() = std::move(response.body);
  message.prepare_payload();
  return message;
}

// One connection, as stop() has to know it.
struct Session {
  enum class Phase : std::uint8_t { idle, working, writing };

  Stream stream;
  Phase phase = Phase::idle;  // idle: between an answer and the next request
};

// Does something at the end of a scope, however it ends.
template <class Work>
class AtEnd {
 public:
  explicit AtEnd(Work work) : work_(std::move(work)) {}
  ~AtEnd() { work_(); }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

 private:
  Work work_;
};

// Reloads that were asked for while another one runs: one more serves them all.
struct Round {
  explicit Round(asio::io_context& io) : ended(io, asio::steady_timer::time_point::max()) {}

  std::optional<Response> answer;  // none once it is over: there was no memory for one
  bool is_over = false;
  asio::steady_timer ended;  // cancelled when it is over
};

}  // namespace

// All members but those said to be under mutex_ belong to the io thread once it runs.
struct Server::State {
  State(Api& host, int listener, ServerOptions options)
      : host_(host),
        options_(options),
        acceptor_(io_, Unix(), ::fcntl(listener, F_DUPFD_CLOEXEC, 0)),
        workers_(options.workers) {
    asio::co_spawn(io_, accept(), asio::detached);
    thread_ = std::thread([this] { io_.run(); });
  }

  Stopped stop(std::chrono::nanoseconds patience) {
    Stopped how = Stopped::answered;
    asio::post(io_, [this] { close(); });
    {
      std::unique_lock lock(mutex_);
      const auto is_drained = [this] { return is_drained_; };
      if (!drained_.wait_for(lock, patience, is_drained)) {
        is_stuck_ = false;
        how = Stopped::not_taken;
        asio::post(io_, [this] { give_up_writing(); });
        drained_.wait(lock, [this] { return is_drained_ || is_stuck_; });
        if (!is_drained_) return Stopped::still_running;
      }
    }
    join();
    return how;
  }

  void wait_and_stop() {
    if (!thread_.joinable()) return;
    asio::post(io_, [this] { close(); });
    {
      std::unique_lock lock(mutex_);
      drained_.wait(lock, [this] { return is_drained_; });
    }
    join();
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
      if (sessions_.size() >= options_.max_connections) continue;
      ::fcntl(socket.native_handle(), F_SETFD, FD_CLOEXEC);
      try {
        asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
      } catch (const std::exception&) {
        // No memory for one more connection: it is closed, and the next one may have better luck.
      }
    }
  }

  awaitable<void> serve(Unix::socket socket) {
    Session session{Stream(std::move(socket))};
    sessions_.insert(&session);
    const AtEnd forget([this, &session] {
      sessions_.erase(&session);
      tell_if_drained();
    });
    beast::flat_buffer buffer;
    while (!is_closing_ && co_await exchange(session, buffer)) {
    }
    error_code ignored;
    session.stream.socket().shutdown(Unix::socket::shutdown_send, ignored);
  }

  // One request and its answer. False: the connection ends.
  awaitable<bool> exchange(Session& session, beast::flat_buffer& buffer) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(options_.max_body_bytes);
    parser.header_limit(options_.max_header_bytes);
    session.phase = Session::Phase::idle;
    session.stream.expires_after(options_.request_patience);
    const auto [failure, size] =
        co_await http::async_read(session.stream, buffer, parser, kAsTuple);
    session.phase = Session::Phase::working;
    session.stream.expires_never();  // the agent has its own deadline

    bool keep_alive = false;
    std::optional<Response> response;
    if (failure) {
      response = refusal(failure);
      if (!response) co_return false;
    } else {
      auto message = parser.release();
      keep_alive = message.keep_alive();
      Request request{.method = std::string(message.method_string()),
                      .target = std::string(message.target()),
                      .body = std::move(message.body()),
                      .timeout = std::string(message["Muster-Timeout"]),
                      .request_id = std::string(message["X-Request-Id"]),
                      .arrived = std::chrono::steady_clock::now()};
      response = co_await answer(request);
    }
    auto message = wire(std::move(*response), keep_alive && !is_closing_);
    session.phase = Session::Phase::writing;
    session.stream.expires_after(options_.response_patience);
    const auto [write_failure, written] =
        co_await http::async_write(session.stream, message, kAsTuple);
    co_return !write_failure && message.keep_alive();
  }

  awaitable<Response> answer(const Request& request) {
    try {
      switch (lane_of(request)) {
        case Lane::immediate:
          break;
        case Lane::call:
          co_return co_await answer_on(workers_, request);
        case Lane::reload:
          co_return co_await answer_in_round(request);
      }
      co_return route(request, host_);
    } catch (const std::exception& lack) {
      co_return no_resources(lack.what());
    }
  }

  awaitable<Response> answer_on(asio::thread_pool& threads, const Request& request) {
    auto work = [this, &request]() -> awaitable<Response> { co_return route(request, host_); };
    co_return co_await asio::co_spawn(threads, std::move(work), asio::use_awaitable);
  }

  awaitable<Response> answer_in_round(const Request& request) {
    if (!next_round_) next_round_ = std::make_shared<Round>(io_);
    const std::shared_ptr<Round> round = next_round_;
    if (!is_reloading_) {
      is_reloading_ = true;
      try {
        asio::co_spawn(io_, run_rounds(request), asio::detached);
      } catch (...) {
        is_reloading_ = false;
        throw;
      }
    }
    while (!round->is_over) co_await round->ended.async_wait(kAsTuple);
    co_return round->answer ? *round->answer : no_resources("the reload could not be run");
  }

  awaitable<void> run_rounds(Request request) {
    const AtEnd ended([this] { is_reloading_ = false; });
    while (next_round_) co_await run_round(std::exchange(next_round_, nullptr), request);
  }

  awaitable<void> run_round(std::shared_ptr<Round> round, const Request& request) {
    const AtEnd told([&round] {
      round->is_over = true;
      round->ended.cancel();
    });
    try {
      round->answer = co_await answer_on(reloader_, request);
    } catch (const std::exception&) {
      // Who waits says so to his client.
    }
  }

  void close() {
    is_closing_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    for (Session* const session : sessions_) {
      if (session->phase == Session::Phase::idle) session->stream.cancel();
    }
    tell_if_drained();
  }

  // Cuts off the clients that do not read; says whether anything is left but these.
  void give_up_writing() {
    bool is_stuck = false;
    for (Session* const session : sessions_) {
      if (session->phase == Session::Phase::writing) session->stream.cancel();
      if (session->phase == Session::Phase::working) is_stuck = true;
    }
    const std::lock_guard lock(mutex_);
    is_stuck_ = is_stuck;
    drained_.notify_all();
  }

  void tell_if_drained() {
    if (!is_closing_ || !sessions_.empty()) return;
    const std::lock_guard lock(mutex_);
    is_drained_ = true;
    drained_.notify_all();
  }

  void join() {
    thread_.join();  // with the last session and the acceptor gone, io has nothing left to do
    workers_.join();
    reloader_.join();
  }

  Api& host_;
  const ServerOptions options_;
  asio::io_context io_{1};
  Unix::acceptor acceptor_;
  asio::thread_pool workers_;
  asio::thread_pool reloader_{1};
  std::set<Session*> sessions_;
  bool is_closing_ = false;
  bool is_reloading_ = false;
  std::shared_ptr<Round> next_round_;

  std::mutex mutex_;
  std::condition_variable drained_;
  bool is_drained_ = false;  // under mutex_
  bool is_stuck_ = false;    // under mutex_: an agent or a reload did not end
  std::thread thread_;
};

Server::Server(Api& host, int listener, ServerOptions options)
    : state_(std::make_unique<State>(host, listener, options)) {}

Server::~Server() { state_->wait_and_stop(); }

Stopped Server::stop(std::chrono::nanoseconds patience) { return state_->stop(patience); }

}  // namespace muster::serve
