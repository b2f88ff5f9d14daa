// SPDX-License-Identifier: Apache-2.0
#include "facade/quarantine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/text.h"
#include "facade/codes.h"

namespace muster::facade {
namespace {

Quarantined info_of(plugin::Quarantine quarantine) {
  return {std::move(quarantine.path), quarantine.hash.hex(), std::move(quarantine.problem),
          quarantine.since};
}

Error not_quarantined(std::string_view which, const std::vector<Quarantined>& present) {
  constexpr std::size_t kNamed = 10;
  std::vector<std::string> paths;
  for (const Quarantined& one : present) {
    if (paths.size() < kNamed) paths.push_back(one.path);
  }
  std::string hint = "nothing is in quarantine";
  if (!present.empty()) hint = fmt::format("in quarantine: {}", fmt::join(paths, ", "));
  if (present.size() > kNamed) hint += fmt::format(" and {} more", present.size() - kNamed);
  return error(codes::not_quarantined, escaped(which), "is not in quarantine", std::move(hint));
}

// By the path that reports show, or any other to the same file.
bool is_at(const Quarantined& one, std::string_view which) {
  std::error_code none;
  return one.path == escaped(which) || std::filesystem::equivalent(one.path, which, none);
}

}  // namespace

std::vector<Quarantined> quarantined(const plugin::Verdicts& verdicts, const Standing& standing) {
  std::vector<Quarantined> present;
  for (const FileReport& file : standing.refused) {
    const auto hash = Sha256::from_hex(file.sha256);
    auto quarantine = hash ? verdicts.quarantine_of(*hash) : std::nullopt;
    if (!quarantine) continue;
    quarantine->path = escaped(file.path);
    quarantine->problem = plugin::problem_of(std::move(quarantine->problem), quarantine->path);
    present.push_back(info_of(std::move(*quarantine)));
  }
  if (standing.has_looked) return present;
  for (plugin::Quarantine& quarantine : verdicts.quarantined()) {
    const bool is_met =
        std::ranges::find(present, quarantine.hash.hex(), &Quarantined::sha256) != present.end();
    if (quarantine.since < standing.looked_at || is_met) continue;
    present.push_back(info_of(std::move(quarantine)));
  }
  std::ranges::stable_sort(present, {}, &Quarantined::path);
  return present;
}

Result<std::vector<Quarantined>> retry(plugin::Verdicts& verdicts, std::string_view which,
                                       const std::vector<Quarantined>& present) {
  std::vector<Quarantined> lifted;
  const auto lift = [&](std::string_view name) {
    for (plugin::Quarantine& one : verdicts.retry(name)) lifted.push_back(info_of(std::move(one)));
  };
  lift(which);
  for (const Quarantined& one : present) {
    if (is_at(one, which)) lift(one.sha256);
  }
  if (lifted.empty()) return tl::unexpected(not_quarantined(which, present));
  // What could not be written is written with the next reload, whose report says so.
  static_cast<void>(verdicts.save());
  return lifted;
}

}  // namespace muster::facade
