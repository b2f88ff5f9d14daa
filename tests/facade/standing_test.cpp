// SPDX-License-Identifier: Apache-2.0
#include "facade/standing.h"

#include <doctest/doctest.h>

#include "reload/codes.h"

namespace muster::facade {
namespace {

using TimePoint = std::chrono::system_clock::time_point;

constexpr TimePoint kBefore{std::chrono::hours(1)};
constexpr TimePoint kNow{std::chrono::hours(2)};

FileReport file(const std::string& path, FileOutcome outcome) {
  FileReport report{.path = path, .outcome = outcome};
  if (is_refused(outcome)) report.problems.push_back(error(reload::codes::stopped, path, "bad"));
  return report;
}

Standing one_refused() {
  return {.health = Health::degraded,
          .is_blind = true,
          .refused = {file("b.so", FileOutcome::rejected)},
          .looked_at = kBefore};
}

TEST_SUITE_BEGIN("facade");

TEST_CASE("how a host is says the last report that looked at files") {
  const ReloadReport report{
      .at = kNow,
      .result = Outcome::published,
      .files = {file("a.so", FileOutcome::loaded), file("c.so", FileOutcome::quarantined)}};
  const Standing before = one_refused();
  const Standing now = standing_after(report, &before);
  CHECK(now.health == Health::degraded);
  CHECK_FALSE(now.is_blind);
  CHECK(now.refused == std::vector{report.files[1]});
  CHECK(now.looked_at == kNow);
  CHECK(now.has_looked);
  CHECK(standing_after({.at = kNow}, &before).health == Health::ok);
  CHECK(standing_after({.at = kNow}, &before).refused.empty());
}

TEST_CASE("a reload that was rejected before it looked at files says nothing of them") {
  ReloadReport early{.at = kNow, .result = Outcome::rejected};
  early.errors.push_back(error(reload::codes::stopped, "skills", "there is no such folder"));
  const Standing before = one_refused();
  const Standing now = standing_after(early, &before);
  CHECK(now.refused == before.refused);
  CHECK(now.looked_at == kBefore);
  CHECK_FALSE(now.has_looked);
  CHECK(now.is_blind);
  Standing sound;
  CHECK(standing_after(early, &sound).health == Health::degraded);
  CHECK(standing_after(early, nullptr).looked_at == kNow);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::facade
