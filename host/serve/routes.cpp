// SPDX-License-Identifier: Apache-2.0
#include "serve/routes.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "base/text.h"
#include "serve/asked_call.h"
#include "serve/codes.h"
#include "serve/json_views.h"
#include "serve/list_query.h"
#include "serve/problem.h"
#include "serve/skill_routes.h"
#include "serve/target.h"

namespace muster::serve {
namespace {

using Path = std::vector<std::string>;

Response ok(const json::Value& value) { return {.body = json::write(value)}; }

template <class T>
Response found(const Result<T>& item) {
  return item ? ok(view(*item)) : problem(item.error());
}

Response healthz(const Request&, const Path&, Api& host) {
  return ok(json::Object{{"health", name_of(host.health())}});
}

// Ready: generation 1 is out and the host is not on its way down.
Response readyz(const Request&, const Path&, Api& host) {
  const std::uint64_t generation = host.generation();
  const bool ready = generation > 0 && host.health() != Health::stopping;
  Response response = ok(json::Object{{"ready", ready}, {"generation", generation}});
  response.status = ready ? 200 : 503;
  return response;
}

/// A page of a listing; its Link header leads to the next one (RFC 8288).
template <class Info>
Response listed(const Request& request, const Path& path, Api& host,
                Result<Page<Info>> (Api::*list)(const Filter&) const) {
  auto filter = read_list_query(request.target);
  if (!filter) return problem(filter.error());
  const Result<Page<Info>> page = (host.*list)(*filter);
  if (!page) return problem(page.error());
  Response response = ok(views(page->items));
  if (page->next.empty()) return response;
  filter->after = page->next;
  response.headers.emplace_back(
      "Link", fmt::format("</v1/{}{}>; rel=\"next\"", path[1], list_query(*filter)));
  return response;
}

Response agents(const Request& request, const Path& path, Api& host) {
  return listed(request, path, host, &Api::agents);
}

Response agent(const Request&, const Path& path, Api& host) { return found(host.agent(path[2])); }

Response call(const Request& request, const Path&, Api& host) {
  Request taken = request;
  const auto asked = read_call(taken);
  return asked ? answer(*asked, host) : refusal(asked.error(), request.request_id);
}

Response skills(const Request& request, const Path& path, Api& host) {
  return listed(request, path, host, &Api::skills);
}

Response plugins(const Request&, const Path&, Api& host) { return ok(views(host.plugins())); }

Response status(const Request&, const Path&, Api& host) { return ok(status_view(host)); }

Response retry(const Request& request, const Path&, Api& host) {
  const auto body = json::parse(request.body, "body");
  const json::Object* const object = body ? body->if_object() : nullptr;
  const json::Value* const which = object != nullptr ? object->if_contains("which") : nullptr;
  if (which == nullptr || !which->is_string()) {
    return problem(error(codes::http_bad_body, "POST /v1/plugins/retry",
                         "the body does not say which library is meant",
                         R"(send {"which": "PATH"}, or the SHA-256 in place of the path)"));
  }
  const auto lifted = host.retry(std::string_view(which->get_string()));
  return lifted ? ok(json::Object{{"lifted", views(*lifted)}}) : problem(lifted.error());
}

Response reload(const Request&, const Path&, Api& host) { return ok(view(host.reload())); }

Response reloads(const Request&, const Path&, Api& host) { return ok(views(host.reloads())); }

Response one_reload(const Request&, const Path& path, Api& host) {
  const std::string& wanted = path[2];
  const auto history = host.reloads();
  if (wanted == "last" && !history.empty()) return ok(view(history.back()));
  std::uint64_t number = 0;
  const char* const end = wanted.data() + wanted.size();
  const bool is_number = std::from_chars(wanted.data(), end, number).ptr == end;
  const auto report = std::ranges::find(history, number, &ReloadReport::number);
  if (!is_number || report == history.end()) {
    return problem(
        error(codes::http_unknown_reload, "reload " + escaped(wanted), "is not in the history"));
  }
  return ok(view(*report));
}

struct Route {
  std::string_view method;
  std::vector<std::string_view> path;  // "*": any one segment; "**", at the end: one or more
  Response (*answer)(const Request&, const Path&, Api&);

  bool matches(const Path& segments) const {
    const bool is_open = path.back() == "**";
    if (is_open ? segments.size() < path.size() : segments.size() != path.size()) return false;
    return std::equal(path.begin(), path.end(), segments.begin(),
                      [](std::string_view pattern, const std::string& segment) {
                        return pattern.starts_with('*') || pattern == segment;
                      });
  }
};

const std::vector<Route>& routes() {
  static const std::vector<Route> table{
      {"GET", {"healthz"}, healthz},
      {"GET", {"readyz"}, readyz},
      {"GET", {"v1", "agents"}, agents},
      {"GET", {"v1", "agents", "*"}, agent},
      {"POST", {"v1", "agents", "*", "call"}, call},
      {"GET", {"v1", "skills"}, skills},
      {"GET", {"v1", "skills", "*"}, skill},
      {"GET", {"v1", "skills", "*", "files", "**"}, skill_file},
      {"GET", {"v1", "plugins"}, plugins},
      {"POST", {"v1", "plugins", "retry"}, retry},
      {"GET", {"v1", "status"}, status},
      {"POST", {"v1", "reload"}, reload},
      {"GET", {"v1", "reloads"}, reloads},
      {"GET", {"v1", "reloads", "*"}, one_reload},
  };
  return table;
}

const Route* find_route(const Request& request, const Path& path) {
  for (const Route& candidate : routes()) {
    if (candidate.method == request.method && candidate.matches(path)) return &candidate;
  }
  return nullptr;
}

// No route: because nothing has this path, or because what has it takes other methods.
Response no_route(const Request& request, const Path& path) {
  std::string allowed;
  for (const Route& candidate : routes()) {
    if (candidate.matches(path)) allowed = candidate.method;
  }
  const std::string subject = escaped(request.method + " " + request.target);
  if (allowed.empty()) {
    return problem(error(codes::http_unknown_path, subject, "there is nothing at this path"));
  }
  Response response = problem(
      error(codes::http_method, subject, "this path does not take the method", "use " + allowed));
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace

Response route(const Request& request, Api& host) {
  const Path path = path_segments(request.target).value_or(Path{});
  const Route* const match = find_route(request, path);
  return match != nullptr ? match->answer(request, path, host) : no_route(request, path);
}

Lane lane_of(const Request& request) {
  const Path path = path_segments(request.target).value_or(Path{});
  const Route* const match = find_route(request, path);
  if (match == nullptr) return Lane::immediate;
  if (match->answer == call) return Lane::call;
  if (match->answer == reload) return Lane::reload;
  const bool waits_for_disk =
      match->answer == retry || match->answer == skill || match->answer == skill_file;
  // As long as what the last reloads refused.
  const bool has_reports =
      match->answer == status || match->answer == reloads || match->answer == one_reload;
  const bool searches = (match->answer == agents || match->answer == skills) &&
                        request.target.find('?') != std::string::npos;
  return waits_for_disk || has_reports || searches ? Lane::slow : Lane::immediate;
}

}  // namespace muster::serve
