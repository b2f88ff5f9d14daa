// SPDX-License-Identifier: Apache-2.0
#include "cli/connect.h"

#include <algorithm>

#include "catalog/codes.h"
#include "cli/progress_line.h"
#include "serve/client.h"
#include "serve/host_api.h"
#include "serve/roots.h"
#include "serve/routes.h"

namespace muster::cli {
namespace {

// A host in this process, asked as a running one is.
class LocalHost final : public serve::Link {
 public:
  LocalHost(serve::Roots roots, std::string name, const Output& output)
      : progress_(output.err),
        host_({.plugins = std::move(roots.plugins), .skills = std::move(roots.skills)}),
        api_(host_, std::move(name), nullptr, listener(output)) {}

  ReloadReport start() { return host_.start(); }

  Result<serve::Response> send(const serve::Request& request) override {
    auto response = serve::route(request, api_);
    progress_.clear();
    return response;
  }

 private:
  // A command makes one call at a time, so one line is enough for all.
  ProgressListener listener(const Output& output) {
    if (!output.err_is_terminal) return {};
    return [this](const Progress& progress) { progress_.show(progress); };
  }

  ProgressLine progress_;
  Host host_;
  serve::HostApi api_;
};

// Of what a folder held that could not be listed, a list would say that it is not there.
bool is_of_root(const Error& error) {
  return error.code == catalog::codes::root_missing.code ||
         error.code == catalog::codes::root_unreadable.code ||
         error.code == catalog::codes::too_many_files.code;
}

}  // namespace

Result<std::unique_ptr<serve::Link>> connect(const Where& where,
                                             const serve::Environment& environment,
                                             Output& output) {
  if (where.plugins.empty() && where.skills.empty()) {
    auto path = serve::socket_path(where.socket, where.host, environment);
    if (!path) return tl::unexpected(std::move(path.error()));
    return std::make_unique<serve::Client>(std::move(*path));
  }
  auto roots = serve::choose_roots(where.plugins, where.skills, environment);
  if (!roots) return tl::unexpected(std::move(roots.error()));
  auto local = std::make_unique<LocalHost>(std::move(*roots), where.host, output);
  const ReloadReport report = local->start();
  if (report.outcome() == Outcome::rejected && !report.errors.empty()) {
    return tl::unexpected(report.errors.front());
  }
  const auto unlisted = std::ranges::find_if(report.errors, is_of_root);
  if (unlisted != report.errors.end()) return tl::unexpected(*unlisted);
  for (const Error& problem : report.problems()) output.complain(problem);
  for (const Error& warning : report.warnings) output.warn(warning);
  return local;
}

}  // namespace muster::cli
