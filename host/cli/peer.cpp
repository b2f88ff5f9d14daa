// SPDX-License-Identifier: Apache-2.0
#include "cli/peer.h"

#include <fmt/format.h>

#include "cli/codes.h"

namespace muster::cli {
namespace {

// What agents and plugins hand over may be as deep as a host takes; answers wrap it in a few more.
constexpr std::size_t kMaxDepth = json::Limits{}.depth + 8;

}  // namespace

Result<json::Value> Peer::get(std::string target) { return ask({.target = std::move(target)}); }

Result<json::Value> Peer::post(std::string target, std::string body, std::string timeout) {
  return ask({.method = "POST",
              .target = std::move(target),
              .body = std::move(body),
              .timeout = std::move(timeout)});
}

Result<json::Value> Peer::ask(serve::Request request) {
  request.arrived = std::chrono::steady_clock::now();
  const std::string subject = request.method + " " + request.target;
  auto response = link_->send(request);
  if (!response) return tl::unexpected(std::move(response.error()));
  auto value =
      json::parse(response->body, "answer", {.bytes = response->body.size(), .depth = kMaxDepth});
  if (!value) return tl::unexpected(error(codes::bad_answer, subject, to_string(value.error())));
  if (response->status == 200) return value;
  const json::Object* const problem = value->if_object();
  if (problem == nullptr || !problem->contains("code")) {
    return tl::unexpected(error(codes::bad_answer, subject,
                                fmt::format("the host answered with {}", response->status)));
  }
  return tl::unexpected(errors_.read(*problem));
}

}  // namespace muster::cli
