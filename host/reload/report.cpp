// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <muster/report.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "base/counted.h"

namespace muster {
namespace {

std::string changes_of(const ReloadReport& report) {
  std::string text;
  const auto add = [&text](const Names& names, std::string_view what) {
    for (const auto& [list, one] : {std::pair{&names.agents, "agent"}, {&names.skills, "skill"}}) {
      if (list->empty()) continue;
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counted(list->size(), one), what);
    }
  };
  add(report.added, "added");
  add(report.changed, "changed");
  add(report.removed, "removed");
  return text.empty() ? "nothing by name" : text;
}

}  // namespace

std::string_view name_of(Policy policy) noexcept {
  return policy == Policy::keep_all ? "keep-all" : "keep-file";
}

std::string_view name_of(Trigger trigger) noexcept {
  switch (trigger) {
    case Trigger::start:
      return "start";
    case Trigger::sighup:
      return "sighup";
    case Trigger::file_change:
      return "file_change";
    case Trigger::request:
      return "request";
    case Trigger::rescan:
      return "rescan";
  }
  return "";
}

std::string_view name_of(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::published:
      return "published";
    case Outcome::unchanged:
      return "unchanged";
    case Outcome::rejected:
      return "rejected";
  }
  return "";
}

std::string_view name_of(FileOutcome outcome) noexcept {
  switch (outcome) {
    case FileOutcome::loaded:
      return "loaded";
    case FileOutcome::unchanged:
      return "unchanged";
    case FileOutcome::kept:
      return "kept";
    case FileOutcome::rejected:
      return "rejected";
    case FileOutcome::quarantined:
      return "quarantined";
    case FileOutcome::ignored:
      return "ignored";
    case FileOutcome::shadowed:
      return "shadowed";
    case FileOutcome::removed:
      return "removed";
    case FileOutcome::held:
      return "held";
  }
  return "";
}

std::string_view name_of(FileKind kind) noexcept {
  return kind == FileKind::plugin ? "plugin" : "skill";
}

std::uint64_t ReloadReport::refused() const noexcept {
  return static_cast<std::uint64_t>(std::ranges::count_if(files, is_refused, &FileReport::outcome));
}

std::vector<Error> ReloadReport::problems() const {
  using Told = std::tuple<std::string_view, std::string_view, std::string_view>;
  std::set<Told> told;
  std::vector<Error> all;
  const auto tell = [&](const Error& problem) {
    return told.emplace(problem.code, problem.subject, problem.message).second;
  };
  for (const Error& failure : errors) {
    tell(failure);
    all.push_back(failure);
  }
  for (const Conflict& conflict : conflicts) {
    tell(conflict.error);
    all.push_back(conflict.error);
  }
  for (const FileReport& file : files) {  // a clash is told once, not by each of its files
    for (const Error& problem : file.problems) {
      if (tell(problem)) all.push_back(problem);
    }
  }
  return all;
}

std::string verdict(const ReloadReport& report) {
  const std::vector<Error> problems = report.problems();
  std::string text;
  switch (report.result) {
    case Outcome::published:
      text =
          fmt::format("published: generation {} serves; {}", report.generation, changes_of(report));
      break;
    case Outcome::unchanged:
      text = fmt::format("unchanged: generation {} serves", report.generation);
      break;
    case Outcome::rejected:
      text = fmt::format("rejected: generation {} still serves", report.generation);
      break;
  }
  if (problems.empty()) return text;
  if (report.result != Outcome::rejected && report.refused() > 0)
    text += fmt::format("; {} refused", counted(report.refused(), "file"));
  text += "; " + to_string(problems.front());
  if (report.result == Outcome::rejected && problems.size() > 1) {
    text += fmt::format(" (and {} more)", problems.size() - 1);
  }
  return text;
}

}  // namespace muster
