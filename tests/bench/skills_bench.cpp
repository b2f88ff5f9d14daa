// SPDX-License-Identifier: Apache-2.0
// A host's start on a thousand real skills, against reading the files and parsing their front
// matter without a look at it; and a reload where one of the thousand has changed. Goals are in
// ratios.cpp. `make bench` puts the files into memory.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <muster/host.h>

#include "base/file.h"
#include "bench/figures.h"
#include "bench/real_skills.h"
#include "skill/front_matter.h"
#include "skill/snapshot.h"
#include "support/temp_dir.h"

namespace muster::bench {
namespace {

using Nanoseconds = std::chrono::duration<double, std::nano>;

constexpr std::size_t kSkills = 1'000;
constexpr int kRounds = 20;
constexpr std::chrono::milliseconds kSettling(150);  // until stamps prove that nothing changed

class NoHandler final : public YAML::EventHandler {
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}
};

void read_and_parse(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const auto content = read_file(file, skill::kSkillFileBytes, file);
    const auto parts = skill::split(content->bytes, file);
    std::istringstream in{std::string(parts->yaml)};
    try {
      NoHandler handler;
      YAML::Parser parser(in);
      while (parser.HandleNextDocument(handler)) {
      }
    } catch (const YAML::Exception&) {  // of the real ones, some are not YAML
    }
  }
}

Nanoseconds time_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::steady_clock::now() - begin;
}

/// The fastest of some rounds, in each of which everything is measured once.
struct SkillTimes {
  Nanoseconds bare{std::numeric_limits<double>::max()};
  Nanoseconds load = bare;
  Nanoseconds reload_one = bare;
  Nanoseconds reload_none = bare;
  bool is_whole = true;  ///< every skill was served, and each change was taken in
};

void keep_least(Nanoseconds& least, Nanoseconds time) { least = std::min(least, time); }

SkillTimes measure_skills() {
  const test::TempDir root;
  const test::TempDir staging;
  const auto files = write_skills(root, kSkills);
  std::this_thread::sleep_for(kSettling);
  SkillTimes times;
  for (int round = 0; round < kRounds; ++round) {
    keep_least(times.bare, time_of([&] { read_and_parse(files); }));
    Host host({.skills = {root.path()}, .staging = staging.path(), .state = staging.path()});
    const ReloadReport started = host.start();
    keep_least(times.load, started.duration);
    times.is_whole = times.is_whole && started.added.skills.size() == kSkills;
    keep_least(times.reload_none, time_of([&] { static_cast<void>(host.reload()); }));

    const std::size_t which = static_cast<std::size_t>(round) * 37 % kSkills;
    root.write(files[which].substr(root.path().size() + 1),
               read_file(files[which], skill::kSkillFileBytes, "")->bytes + "More.\n");
    std::optional<ReloadReport> reloaded;
    keep_least(times.reload_one, time_of([&] { reloaded = host.reload(); }));
    times.is_whole = times.is_whole && reloaded->changed.skills.size() == 1;
    std::this_thread::sleep_for(kSettling);
  }
  return times;
}

const SkillTimes& skill_times() {
  static const SkillTimes times = measure_skills();
  return times;
}

const bool added = [] {
  const auto add = [](const char* name, Nanoseconds SkillTimes::*time) {
    add_figure(name, [time] {
      const SkillTimes& times = skill_times();
      return Measured{(times.*time).count(), times.is_whole};
    });
  };
  add("skills/bare/1000", &SkillTimes::bare);
  add("skills/load/1000", &SkillTimes::load);
  add("skills/reload_none/1000", &SkillTimes::reload_none);
  add("skills/reload_one/1000", &SkillTimes::reload_one);
  return true;
}();

}  // namespace
}  // namespace muster::bench
