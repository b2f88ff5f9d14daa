// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/host.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "support/serving_host.h"

namespace muster {
namespace {

/// Collects reports and lets a test wait for one of them.
class Reports {
 public:
  void add(const ReloadReport& report) {
    const std::lock_guard lock(mutex_);
    reports_.push_back(report);
    changed_.notify_all();
  }
  /// The first report of which `is_it` is true, once it is told; an empty one if it never comes. A
  /// burst of changes may be told in one report or in several.
  template <class Predicate>
  ReloadReport wait_for(Predicate is_it) {
    std::unique_lock lock(mutex_);
    auto found = reports_.end();
    changed_.wait_for(lock, std::chrono::seconds(20), [&] {
      found = std::ranges::find_if(reports_, is_it);
      return found != reports_.end();
    });
    return found == reports_.end() ? ReloadReport{} : *found;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ReloadReport> reports_;
};

TEST_SUITE_BEGIN("facade");

TEST_CASE("a watched host takes in what is dropped, changed and removed, by itself") {
  Reports reports;
  test::ServingHost serving(Policy::keep_all, true,
                            [&](const ReloadReport& report) { reports.add(report); });
  serving.host.start();
  CHECK(serving.host.status().watch == WatchMode::inotify);

  test::echo_copy(serving.plugin("a.so"), "agent-000001", "version-0001");
  const ReloadReport dropped =
      reports.wait_for([](const ReloadReport& report) { return !report.added.agents.empty(); });
  CHECK(dropped.trigger == Trigger::file_change);
  CHECK(dropped.added.agents == std::vector<std::string>{"agent-000001"});
  CHECK(serving.ask("agent-000001") == "version-0001");

  serving.root.write("skills/group/tidy/SKILL.md", "---\nname: tidy\ndescription: Tidies.\n---\n");
  const ReloadReport nested =
      reports.wait_for([](const ReloadReport& report) { return !report.added.skills.empty(); });
  CHECK(nested.added.skills == std::vector<std::string>{"tidy"});

  REQUIRE(::unlink(serving.plugin("a.so").c_str()) == 0);
  const ReloadReport removed =
      reports.wait_for([](const ReloadReport& report) { return !report.removed.agents.empty(); });
  CHECK(removed.removed.agents == std::vector<std::string>{"agent-000001"});
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
