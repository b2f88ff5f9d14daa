// SPDX-License-Identifier: Apache-2.0
#include "serve/skill_routes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <span>

#include "base/json.h"
#include "base/text.h"
#include "serve/json_views.h"
#include "serve/problem.h"

namespace muster::serve {
namespace {

// No browser is to run what a skill brings along: text is text, and nothing is guessed at.
std::string_view type_of(std::string_view bytes) {
  const bool is_text = !find_not_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
  return is_text ? "text/plain; charset=utf-8" : "application/octet-stream";
}

}  // namespace

Response skill(const Request&, const std::vector<std::string>& path, Api& host) {
  const auto active = host.activate(path[2]);
  return active ? Response{.body = json::write(view(*active))} : problem(active.error());
}

Response skill_file(const Request&, const std::vector<std::string>& path, Api& host) {
  constexpr std::size_t kBefore = 4;  // v1, skills, the name, files
  auto content =
      host.skill_file(path[2], fmt::format("{}", fmt::join(std::span(path).subspan(kBefore), "/")));
  if (!content) return problem(content.error());
  Response response{.content_type = std::string(type_of(content->bytes)),
                    .body = std::move(content->bytes)};
  response.headers.emplace_back("ETag", '"' + content->file.sha256 + '"');
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  return response;
}

}  // namespace muster::serve
