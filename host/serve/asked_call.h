// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_ASKED_CALL_H
#define MUSTER_SERVE_ASKED_CALL_H

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "serve/api.h"
#include "serve/message.h"

namespace muster::serve {

/// A call as a request asks for it. It owns all that the agent is given, and so may outlive the
/// connection that brought it.
struct AskedCall {
  std::string slug;
  std::string input;
  std::string key;
  std::string request_id;
  std::optional<Deadline> deadline;

  [[nodiscard]] Calling calling(std::stop_token stop = {}) const;
};

/// Takes a call out of a request to /v1/agents/SLUG/call. An error leaves the request as it was.
[[nodiscard]] Result<AskedCall> read_call(Request& request);

/// Runs the agent on this thread.
[[nodiscard]] Response answer(const AskedCall& call, Api& host, std::stop_token stop = {});

/// A problem document for a call that did not come to its agent, with its request id.
[[nodiscard]] Response refusal(const Error& why, std::string_view request_id);

}  // namespace muster::serve

#endif
