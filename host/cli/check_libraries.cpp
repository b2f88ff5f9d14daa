// SPDX-License-Identifier: Apache-2.0
#include "cli/check_libraries.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <utility>

#include "base/sha256.h"
#include "catalog/load_plugins.h"
#include "plugin/examine.h"
#include "plugin/shared_soname.h"
#include "plugin/staging.h"

namespace muster::cli {
namespace {

/// Libraries on their way from the file to the helper process.
struct Candidates {
  std::vector<plugin::StagedCopy> copies;
  std::vector<plugin::Probing> probings;
  std::vector<FileReport*> reports;      ///< of each probing
  std::map<Sha256, std::string> owners;  ///< the first path of each content
};

void move_to(std::vector<Error>& all, std::vector<Error> more) {
  std::ranges::move(more, std::back_inserter(all));
}

void stage(plugin::Staging& staging, Permissions permissions, FileReport& report,
           Candidates& candidates) {
  auto copy = staging.copy(plugin::source_of(report.path), plugin::kPluginBytesMax, permissions);
  if (!copy) {
    report.problems = std::move(copy.error());
    return;
  }
  report.sha256 = copy->hash().hex();
  if (const auto owner = candidates.owners.find(copy->hash()); owner != candidates.owners.end()) {
    report.outcome = FileOutcome::ignored;
    report.warnings = {catalog::twin_of(report.path, owner->second)};
    return;
  }
  plugin::Examination examined = plugin::examine(*copy, report.path);
  if (examined.is_helper) report.outcome = FileOutcome::ignored;
  report.problems = std::move(examined.problems);
  report.warnings = std::move(examined.warnings);
  if (examined.is_helper || !report.problems.empty()) return;
  candidates.owners.emplace(copy->hash(), report.path);
  candidates.probings.push_back({copy->path(), report.path});
  candidates.copies.push_back(std::move(*copy));
  candidates.reports.push_back(&report);
}

// A host loads one after the other, and keeps them.
void compare_helpers(const Candidates& candidates) {
  plugin::MetHelpers met;
  for (std::size_t i = 0; i < candidates.copies.size(); ++i) {
    FileReport& report = *candidates.reports[i];
    if (report.outcome != FileOutcome::loaded) continue;
    plugin::SharedSonames shared = met.meet(candidates.copies[i], report.path);
    if (!shared.problems.empty()) report.outcome = FileOutcome::rejected;
    move_to(report.problems, std::move(shared.problems));
    move_to(report.warnings, std::move(shared.warnings));
  }
}

}  // namespace

std::vector<FileReport> check_libraries(const std::vector<std::string>& files,
                                        plugin::Prober prober, Permissions permissions) {
  std::vector<FileReport> reports(files.size());
  if (files.empty()) return reports;
  for (std::size_t i = 0; i < files.size(); ++i) {
    reports[i].path = files[i];
    reports[i].outcome = FileOutcome::rejected;
  }
  auto staging = plugin::Staging::create(plugin::Staging::default_parents({}));
  if (!staging) {
    for (FileReport& report : reports) report.problems = {staging.error()};
    return reports;
  }

  Candidates candidates;
  for (FileReport& report : reports) stage(**staging, permissions, report, candidates);
  auto probed = prober.probe(candidates.probings);
  for (std::size_t i = 0; i < probed.size(); ++i) {
    FileReport& report = *candidates.reports[i];
    if (probed[i].outcome == plugin::Probed::Outcome::passed) report.outcome = FileOutcome::loaded;
    report.names = std::move(probed[i].agents);
    move_to(report.problems, std::move(probed[i].problems));
    move_to(report.warnings, std::move(probed[i].warnings));
  }
  compare_helpers(candidates);
  return reports;
}

}  // namespace muster::cli
