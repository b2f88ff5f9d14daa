// SPDX-License-Identifier: Apache-2.0
#include "serve/asked_call.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "serve/codes.h"
#include "serve/duration.h"
#include "serve/json_views.h"
#include "serve/problem.h"
#include "serve/target.h"

namespace muster::serve {
namespace {

// Its header comes back, and the agent may write it to a log.
bool is_request_id(std::string_view text) {
  constexpr std::size_t kMaxBytes = 256;
  return text.size() <= kMaxBytes &&
         std::ranges::all_of(text, [](char c) { return c >= '!' && c <= '~'; });
}

Response with_request_id(Response response, std::string_view id) {
  if (!id.empty() && is_request_id(id)) response.headers.emplace_back("X-Request-Id", id);
  return response;
}

}  // namespace

Calling AskedCall::calling(std::stop_token stop) const {
  return {.slug = slug,
          .input = input.empty() ? "{}" : std::string_view(input),
          .deadline = deadline,
          .request_id = request_id,
          .key = key,
          .stop = std::move(stop)};
}

Result<AskedCall> read_call(Request& request) {
  if (!is_request_id(request.request_id)) {
    return tl::unexpected(
        error(codes::http_bad_request_id, "X-Request-Id",
              "is longer than 256 bytes or has other characters than visible ASCII"));
  }
  AskedCall call;
  if (!request.timeout.empty()) {
    const auto timeout = parse_duration(request.timeout, "Muster-Timeout");
    if (!timeout) return tl::unexpected(timeout.error());
    call.deadline = Deadline{request.arrived + *timeout};
  }
  auto key = query_value(request.target, "key");
  if (!key) {
    return tl::unexpected(error(codes::http_bad_query, escaped(request.target),
                                "the value of 'key' is not percent-encoded"));
  }
  call.slug = path_segments(request.target).value().at(2);
  call.key = std::move(*key);
  call.input = std::move(request.body);
  call.request_id = std::move(request.request_id);
  return call;
}

Response answer(const AskedCall& call, Api& host, std::stop_token stop) {
  const Called called = host.call(call.calling(std::move(stop)));
  if (called.result) return with_request_id({.body = to_json(*called.result)}, call.request_id);
  if (called.result.error().kind != Kind::failed) {
    return refusal(called.result.error(), call.request_id);
  }
  return with_request_id({.body = json::write(failed_call_view(call.slug, called))},
                         call.request_id);
}

Response refusal(const Error& why, std::string_view request_id) {
  return with_request_id(problem(why), request_id);
}

}  // namespace muster::serve
