// SPDX-License-Identifier: Apache-2.0
#include "cli/reload.h"

#include "cli/read_json.h"
#include "cli/report_text.h"

namespace muster::cli {
namespace {

bool is_clean(const json::Value& report) {
  const json::Value& refused = value_at(report, "refused");
  const bool none_refused = refused.is_number() && refused.to_number<double>() == 0;
  return none_refused && text_at(report, "outcome") != "rejected";
}

}  // namespace

Result<ExitStatus> run_reload(const ReloadOptions&, Peer& host, Output& output) {
  const auto report = host.post("/v1/reload");
  if (!report) return tl::unexpected(report.error());
  if (output.json) {
    output.write(*report);
  } else {
    output.out << report_text(*report);
  }
  return is_clean(*report) ? ExitStatus::done : ExitStatus::refused;
}

}  // namespace muster::cli
