// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_MESSAGE_H
#define MUSTER_SERVE_MESSAGE_H

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include <muster/error.h>

namespace muster::serve {

/// One request to a host, whatever carried it.
struct Request {
  std::string method = "GET";
  std::string target;  ///< path and query, percent-encoded
  std::string body = {};
  std::string timeout = {};     ///< Muster-Timeout: "5s"; empty: none
  std::string request_id = {};  ///< X-Request-Id; empty: none
  /// When it arrived: a timeout counts from here, time in a queue included.
  std::chrono::steady_clock::time_point arrived{};
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< beyond the usual ones
};

/// A way to a host: over its socket, or within this process.
class Link {
 public:
  virtual ~Link() = default;

  /// Waits for the answer. An error means that there was none; a refusal is a Response.
  [[nodiscard]] virtual Result<Response> send(const Request& request) = 0;
};

}  // namespace muster::serve

#endif
