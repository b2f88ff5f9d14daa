// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_PEER_H
#define MUSTER_CLI_PEER_H

#include <memory>
#include <string>

#include <muster/error.h>
#include "base/json.h"
#include "serve/message.h"
#include "serve/remote_errors.h"

namespace muster::cli {

/// The host at the other end of a link, as commands ask it: JSON or an error comes back.
///
/// Lifetime: longer than the errors that it returned; their codes live here.
class Peer {
 public:
  explicit Peer(std::unique_ptr<serve::Link> link) : link_(std::move(link)) {}

  [[nodiscard]] Result<json::Value> get(std::string target);
  [[nodiscard]] Result<json::Value> post(std::string target, std::string body = {},
                                         std::string timeout = {});

  /// The answer as it is, where it is no JSON.
  [[nodiscard]] Result<std::string> get_bytes(std::string target);

  /// An error that lies in an answer.
  [[nodiscard]] Error error_in(const json::Object& object) { return errors_.read(object); }

 private:
  Result<json::Value> ask(serve::Request request);
  Result<std::string> send(serve::Request request);

  std::unique_ptr<serve::Link> link_;
  serve::RemoteErrors errors_;
};

}  // namespace muster::cli

#endif
