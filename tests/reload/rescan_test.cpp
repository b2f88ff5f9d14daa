// SPDX-License-Identifier: Apache-2.0
#include "reload/rescan.h"

#include <doctest/doctest.h>

#include "reload/codes.h"

namespace muster::reload {
namespace {

TEST_SUITE_BEGIN("reload");

TEST_CASE("a host looks again every minute, and every two seconds while something is missing") {
  ReloadReport report;
  CHECK(pause_before_rescan(report) == std::chrono::seconds(60));
  report.warnings.push_back(error(codes::stopped, "x", "some other warning"));
  CHECK(pause_before_rescan(report) == std::chrono::seconds(60));

  ReloadReport missing;
  missing.errors.push_back(error(codes::stopped, "x", "a root is missing"));
  CHECK(pause_before_rescan(missing) == std::chrono::seconds(2));
  for (const Code& code : {codes::not_watched, codes::no_inotify}) {
    ReloadReport blind;
    blind.warnings.push_back(error(code, "x", "not watched"));
    CHECK(pause_before_rescan(blind) == std::chrono::seconds(2));
  }
}

TEST_CASE("a look that takes long is repeated more rarely, but once a minute") {
  using std::chrono::milliseconds;
  CHECK(spaced_out(kRescanPauseInTrouble, milliseconds(90)) == kRescanPauseInTrouble);
  CHECK(spaced_out(kRescanPauseInTrouble, milliseconds(500)) == std::chrono::seconds(10));
  CHECK(spaced_out(kRescanPauseInTrouble, std::chrono::minutes(1)) == kRescanPause);
  CHECK(spaced_out(kRescanPause, milliseconds(500)) == kRescanPause);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::reload
