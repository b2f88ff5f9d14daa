// SPDX-License-Identifier: Apache-2.0
#include "serve/client.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include "base/text.h"
#include "serve/codes.h"

namespace muster::serve {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::uint64_t kMaxResponseBytes = std::uint64_t{64} << 20;

tl::unexpected<Error> refused(const Code& code, const std::string& path, const error_code& why) {
  return tl::unexpected(error(code, escaped(path), why.message()));
}

tl::unexpected<Error> not_connected(const std::string& path, const error_code& why) {
  if (why == boost::system::errc::permission_denied) {
    return refused(codes::socket_denied, path, why);
  }
  return tl::unexpected(error(codes::socket_no_host, escaped(path), "no host answers here"));
}

http::request<http::string_body> wire(const Request& request) {
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(request.target);
  message.set(http::field::host, "localhost");
  message.set(http::field::connection, "close");
  if (!request.timeout.empty()) message.set("Muster-Timeout", request.timeout);
  if (!request.request_id.empty()) message.set("X-Request-Id", request.request_id);
  if (!request.body.empty()) message.set(http::field::content_type, "application/json");
  message.body() = request.body;
  message.prepare_payload();
  return message;
}

}  // namespace

Result<Response> Client::send(const Request& request) {
  asio::io_context io;
  asio::local::stream_protocol::socket socket(io);
  error_code problem;
  socket.connect(asio::local::stream_protocol::endpoint(path_), problem);
  if (problem) return not_connected(path_, problem);

  // A host that refuses a body answers before it has read it all: the answer counts, not the write.
  error_code write_problem;
  http::write(socket, wire(request), write_problem);

  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(kMaxResponseBytes);
  http::read(socket, buffer, parser, problem);
  if (problem) {
    return refused(codes::socket_broken, path_, write_problem ? write_problem : problem);
  }
  auto message = parser.release();
  return Response{message.result_int(),
                  std::string(message[http::field::content_type]),
                  std::move(message.body()),
                  {}};
}

}  // namespace muster::serve
