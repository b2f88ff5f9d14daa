// SPDX-License-Identifier: Apache-2.0
#include "serve/reload_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace muster::serve {
namespace {

Event verdict_event(const ReloadReport& report) {
  const bool is_clean = report.problems().empty();
  return {.level = is_clean ? Event::Level::info : Event::Level::warning,
          .name = "reload",
          .message = verdict(report),
          .fields = {{"reload", std::to_string(report.number)},
                     {"trigger", std::string(name_of(report.trigger))},
                     {"outcome", std::string(name_of(report.outcome()))},
                     {"generation", std::to_string(report.generation)},
                     {"refused", std::to_string(refusals_of(report))}}};
}

void add(std::vector<Event>& events, std::string_view name, const std::vector<Error>& errors) {
  const auto line = [&](std::string message) {
    events.push_back({.level = Event::Level::warning, .name = name, .message = std::move(message)});
  };
  for (std::size_t i = 0; i < std::min(errors.size(), kLoggedMost); ++i) line(to_string(errors[i]));
  if (errors.size() > kLoggedMost) {
    line(fmt::format("and {} more: muster status --json shows all", errors.size() - kLoggedMost));
  }
}

}  // namespace

std::vector<Event> ReloadLog::events_of(const ReloadReport& report) {
  std::vector<Error> warnings;  // all of them
  std::vector<Error> news;
  const auto warn = [&](const Error& warning, bool is_new) {
    warnings.push_back(warning);
    if (is_new || std::ranges::find(warned_, warning) == warned_.end()) news.push_back(warning);
  };
  for (const Error& warning : report.warnings) warn(warning, false);
  for (const FileReport& file : report.files) {
    for (const Error& warning : file.warnings) warn(warning, file.outcome == FileOutcome::loaded);
  }
  warned_ = std::move(warnings);

  std::vector<Event> events{verdict_event(report)};
  add(events, "reload.refused", report.problems());
  add(events, "reload.warning", news);
  return events;
}

std::uint64_t refusals_of(const ReloadReport& report) noexcept {
  return report.refused() + report.errors.size();
}

}  // namespace muster::serve
