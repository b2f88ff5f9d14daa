// SPDX-License-Identifier: Apache-2.0
#include "serve/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <optional>
#include <tuple>

#include "serve/codes.h"
#include "serve/problem.h"

namespace muster::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kAheadBytes = 64 * 1024;  // of what a client sends while it is answered

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

Request request_of(http::request<http::string_body> message) {
  return {.method = std::string(message.method_string()),
          .target = std::string(message.target()),
          .body = std::move(message.body()),
          .timeout = std::string(message["Muster-Timeout"]),
          .request_id = std::string(message["X-Request-Id"]),
          .arrived = std::chrono::steady_clock::now()};
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

}  // namespace

struct Connection::State {
  State(Socket socket, const ConnectionLimits& given) : stream(std::move(socket)), limits(given) {}

  beast::basic_stream<asio::local::stream_protocol> stream;
  const ConnectionLimits limits;
  beast::flat_buffer buffer;
  bool keep_alive = false;  // as the last request has it
  bool is_head = false;     // the last request, whose answer is a header alone
};

Connection::Connection(Socket socket, const ConnectionLimits& limits)
    : state_(std::make_unique<State>(std::move(socket), limits)) {}

Connection::~Connection() = default;

auto Connection::read() -> Awaitable<std::variant<Gone, Request, Response>> {
  http::request_parser<http::string_body> parser;
  parser.body_limit(state_->limits.max_body_bytes);
  parser.header_limit(state_->limits.max_header_bytes);
  phase_ = Phase::idle;
  state_->stream.expires_after(state_->limits.request_patience);
  const auto [failure, size] =
      co_await http::async_read(state_->stream, state_->buffer, parser, kAsTuple);
  phase_ = Phase::working;
  state_->stream.expires_never();  // the agent has its own deadline
  state_->keep_alive = state_->is_head = false;
  if (failure) {
    if (auto response = refusal(failure)) co_return std::move(*response);
    co_return Gone{};
  }
  auto message = parser.release();
  state_->keep_alive = message.keep_alive();
  state_->is_head = message.method() == http::verb::head;
  co_return request_of(std::move(message));
}

auto Connection::until_gone() -> Awaitable<void> {
  auto& socket = state_->stream.socket();
  auto& buffer = state_->buffer;
  while (buffer.size() < kAheadBytes) {
    const auto [failure, size] = co_await socket.async_read_some(buffer.prepare(4096), kAsTuple);
    if (failure) co_return;
    buffer.commit(size);
  }
  // A client that sends this much ahead is read no further, and so its end not seen.
  asio::steady_timer never(socket.get_executor(), asio::steady_timer::time_point::max());
  co_await never.async_wait(kAsTuple);
}

auto Connection::write(Response response, bool may_go_on) -> Awaitable<bool> {
  auto message = wire(std::move(response), state_->keep_alive && may_go_on);
  phase_ = Phase::writing;
  state_->stream.expires_after(state_->limits.response_patience);
  http::response_serializer<http::string_body> serializer(message);
  error_code failure;
  if (state_->is_head) {
    std::tie(failure, std::ignore) =
        co_await http::async_write_header(state_->stream, serializer, kAsTuple);
  } else {
    std::tie(failure, std::ignore) =
        co_await http::async_write(state_->stream, serializer, kAsTuple);
  }
  co_return !failure && message.keep_alive();
}

// Closed rather than cancelled: between two steps of a read or write there is nothing to cancel,
// and the next step would wait anew.
void Connection::cut_off() { state_->stream.close(); }

void Connection::close() {
  error_code ignored;
  state_->stream.socket().shutdown(Socket::shutdown_send, ignored);
}

}  // namespace muster::serve
