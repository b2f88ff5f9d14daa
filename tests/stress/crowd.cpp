// SPDX-License-Identifier: Apache-2.0
#include "stress/crowd.h"

#include <fmt/format.h>
#include <muster/host.h>
#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "support/temp_dir.h"

namespace muster::stress {
namespace {

constexpr int kFolders = 100'000;

bool is_told(const ReloadReport& report) {
  return report.errors.size() == 1 && report.errors[0].code == "catalog.too_many_files";
}

}  // namespace

bool crowd() {
  const test::TempDir dir;
  const std::string crowded = dir.make_folder("crowded");
  for (int i = 0; i < kFolders; ++i) {
    if (::mkdir(fmt::format("{}/{}", crowded, i).c_str(), 0700) != 0) return false;
  }
  dir.write("sound/one/SKILL.md", "---\nname: one\ndescription: d\n---\n");
  Host host({.skills = {crowded, dir / "sound"}, .staging = dir.make_folder("staging")});
  const ReloadReport started = host.start();
  const ReloadReport again = host.reload();
  const bool is_sound = is_told(started) && is_told(again) && host.skills().size() == 1;
  using Milliseconds = std::chrono::duration<double, std::milli>;
  fmt::print("crowd: {} folders in a root of skills, {}; start {:.0f} ms, reload {:.0f} ms\n",
             kFolders, is_sound ? "told" : "NOT TOLD", Milliseconds(started.duration).count(),
             Milliseconds(again.duration).count());
  return is_sound;
}

}  // namespace muster::stress
