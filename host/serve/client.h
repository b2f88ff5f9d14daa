// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_CLIENT_H
#define MUSTER_SERVE_CLIENT_H

#include <string>

#include "serve/message.h"

namespace muster::serve {

/// A running host, over its control socket. One connection a request; blocks.
///
/// Errors: socket.no_host where nothing listens, socket.denied, socket.broken.
class Client final : public Link {
 public:
  explicit Client(std::string socket_path) : path_(std::move(socket_path)) {}

  [[nodiscard]] Result<Response> send(const Request& request) override;

 private:
  std::string path_;
};

}  // namespace muster::serve

#endif
