// SPDX-License-Identifier: Apache-2.0
#include "cli/retry.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "cli/read_json.h"
#include "cli/report_text.h"

namespace muster::cli {
namespace {

// Reports show a path escaped, and JSON could not hold every byte of another.
Result<json::Value> lift(const std::string& which, Peer& host) {
  return host.post("/v1/plugins/retry", json::write(json::Object{{"which", escaped(which)}}));
}

// A host knows files by the folders that it was given, which need not start where the command runs.
Result<json::Value> lift_any(const std::string& which, Peer& host) {
  auto lifted = lift(which, host);
  if (lifted || lifted.error().kind != Kind::not_found) return lifted;
  std::error_code none;
  const auto absolute = std::filesystem::absolute(which, none).lexically_normal();
  if (none || absolute == which) return lifted;
  auto by_absolute = lift(absolute, host);
  return by_absolute ? by_absolute : lifted;  // the error names what the user wrote
}

bool was_refused_again(const json::Array& lifted, const json::Value& report) {
  return std::ranges::any_of(items_at(report, "files"), [&lifted](const json::Value& file) {
    return !text_at(file, "code").empty() &&
           std::ranges::any_of(lifted, [&file](const json::Value& one) {
             return text_at(one, "sha256") == text_at(file, "sha256");
           });
  });
}

}  // namespace

Result<ExitStatus> run_retry(const RetryOptions& options, Peer& host, Output& output) {
  const auto answer = lift_any(options.which, host);
  if (!answer) return tl::unexpected(answer.error());
  const auto report = host.post("/v1/reload");
  if (!report) return tl::unexpected(report.error());
  const json::Array& lifted = items_at(*answer, "lifted");
  if (output.json) {
    output.write(json::Object{{"lifted", lifted}, {"reload", *report}});
  } else {
    output.out << quarantined_text(lifted, "lifted") << report_text(*report);
  }
  const bool is_refused =
      was_refused_again(lifted, *report) || text_at(*report, "outcome") == "rejected";
  return is_refused ? ExitStatus::refused : ExitStatus::done;
}

}  // namespace muster::cli
