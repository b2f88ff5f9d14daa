// SPDX-License-Identifier: Apache-2.0
#include "cli/peer.h"

#include <fmt/format.h>

#include "cli/codes.h"

namespace muster::cli {
namespace {

// What agents and plugins hand over may be as deep as a host takes; answers wrap it in a few more.
constexpr std::size_t kMaxDepth = json::Limits{}.depth + 8;

std::string subject_of(const serve::Request& request) {
  return request.method + " " + request.target;
}

Result<json::Value> parse(const std::string& body, const std::string& subject) {
  auto value = json::parse(body, "answer", {.bytes = body.size(), .depth = kMaxDepth});
  if (value) return value;
  return tl::unexpected(error(codes::bad_answer, subject, to_string(value.error())));
}

}  // namespace

Result<json::Value> Peer::get(std::string target) { return ask({.target = std::move(target)}); }

Result<json::Value> Peer::post(std::string target, std::string body, std::string timeout) {
  return ask({.method = "POST",
              .target = std::move(target),
              .body = std::move(body),
              .timeout = std::move(timeout)});
}

Result<std::string> Peer::get_bytes(std::string target) {
  return send({.target = std::move(target)});
}

Result<json::Value> Peer::ask(serve::Request request) {
  const std::string subject = subject_of(request);
  return send(std::move(request)).and_then([&](const std::string& body) {
    return parse(body, subject);
  });
}

// The body of an answer that is no refusal.
Result<std::string> Peer::send(serve::Request request) {
  request.arrived = std::chrono::steady_clock::now();
  auto response = link_->send(request);
  if (!response) return tl::unexpected(std::move(response.error()));
  if (response->status == 200) return std::move(response->body);
  const std::string subject = subject_of(request);
  const auto value = parse(response->body, subject);
  if (!value) return tl::unexpected(value.error());
  const json::Object* const problem = value->if_object();
  if (problem == nullptr || !problem->contains("code")) {
    return tl::unexpected(error(codes::bad_answer, subject,
                                fmt::format("the host answered with {}", response->status)));
  }
  return tl::unexpected(errors_.read(*problem));
}

}  // namespace muster::cli
