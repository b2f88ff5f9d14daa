// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <muster/host.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "support/serving_host.h"

namespace {

// Runs after a folder was looked at, and before it is watched.
std::function<void(const std::string& folder)> before_watch;

}  // namespace

// Comes before the C library's.
extern "C" int inotify_add_watch(int inotify, const char* path, std::uint32_t mask) noexcept {
  if (before_watch) before_watch(path);
  return static_cast<int>(::syscall(SYS_inotify_add_watch, inotify, path, mask));
}

namespace muster {
namespace {

TEST_SUITE_BEGIN("facade");

TEST_CASE(
    "what comes into a folder before it is watched is found, and so is what comes into that") {
  test::ServingHost serving(Policy::keep_all, true);
  // Each folder is made in one that is not watched yet, so no event tells of it.
  std::vector<std::string> to_come{"skills/set/.keep", "skills/set/group/.keep",
                                   "skills/set/group/tidy/SKILL.md",
                                   "skills/set/group/tidy/scripts/run.sh"};
  auto next = to_come.begin();
  std::string place = serving.skills;
  before_watch = [&](const std::string& folder) {
    if (folder != place || next == to_come.end()) return;
    place = serving.root.write(*next++, "---\nname: tidy\ndescription: Tidies.\n---\n");
    place.erase(place.rfind('/'));
  };
  serving.host.start();
  before_watch = {};
  CHECK(next == to_come.end());
  CHECK(serving.host.skill_file("tidy", "scripts/run.sh"));
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
