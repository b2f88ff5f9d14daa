// SPDX-License-Identifier: Apache-2.0
#include "facade/control.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/manual_clock.h"
#include "plugin/call_pool.h"
#include "plugin/load_state.h"
#include "registry/registry.h"
#include "reload/codes.h"
#include "skill/listing.h"
#include "support/reload_parts.h"

namespace muster::facade {
namespace {

using namespace std::chrono_literals;

constexpr auto kRare = reload::kRescanPause;
constexpr auto kOften = reload::kRescanPauseInTrouble;

/// A control thread that looks after folders of skills by itself, in time that stands still.
struct Controlled : test::ReloadParts {
  catalog::Roots roots;
  reload::Transaction transaction;
  PollLoop loop{clock};
  Control control{clock, loop, retirer, transaction, state, {.watch = true}};

  explicit Controlled(std::vector<std::string> folders)
      : roots{{}, in_root(std::move(folders))}, transaction(roots, {}, loader(), registry) {}

  void start() { REQUIRE(control.start(std::nullopt)); }
  void start_watching() { REQUIRE(control.start(reload::Watcher::create(roots))); }

  void write_skill(const std::string& folder) {
    root.write(folder + "/SKILL.md", "---\nname: tidy\ndescription: Tidies.\n---\n");
  }
  [[nodiscard]] bool serves_skill() const {
    return registry.snapshot().catalog->find_skill("tidy") != nullptr;
  }
  /// A reload that somebody asks for, and what was under way has ended.
  ReloadReport reload(Trigger trigger = Trigger::request) {
    // Shared: the control thread may still be inside set_value when the report is here.
    const auto told = std::make_shared<std::promise<ReloadReport>>();
    control.request(trigger, [told](const ReloadReport& report) { told->set_value(report); });
    return told->get_future().get();
  }
  /// Lets the control thread do what is due now, but for what a loader thread has to do. The first
  /// turn may have begun to wait before that, and the third says that the second has ended.
  void step() {
    for (int i = 0; i < 3; ++i) {
      const auto stepped = std::make_shared<std::promise<void>>();
      loop.post([stepped] { stepped->set_value(); });
      stepped->get_future().wait();
    }
  }
  void pass(std::chrono::nanoseconds time) {
    clock.advance(time);
    step();
  }
  /// The reports up to now, of looks too.
  std::vector<ReloadReport> reports() {
    reload();
    auto all = control.reloads();
    all.pop_back();
    return all;
  }

 private:
  [[nodiscard]] std::vector<std::string> in_root(std::vector<std::string> folders) const {
    for (std::string& folder : folders) folder = root / folder;
    return folders;
  }
};

TEST_SUITE_BEGIN("facade");

TEST_CASE("WATCH-02: a root that comes back is taken in two seconds later") {
  Controlled host({"skills"});
  host.start();
  CHECK(host.reload(Trigger::start).errors.size() == 1);
  host.write_skill("skills/tidy");
  host.pass(kOften - 1ns);
  CHECK(host.control.reloads().size() == 1);
  host.pass(1ns);
  const auto reports = host.reports();
  REQUIRE(reports.size() == 2);
  CHECK(reports[1].trigger == Trigger::rescan);
  CHECK(reports[1].added.skills == std::vector<std::string>{"tidy"});
}

TEST_CASE("WATCH-02: a root whose path leads elsewhere is noticed within a minute") {
  Controlled host({"current/skills"});
  host.root.make_folder("r1/skills");
  host.write_skill("r2/skills/tidy");
  std::filesystem::create_symlink("r1", host.root / "current");
  host.start();
  CHECK(host.reload(Trigger::start).problems().empty());
  std::filesystem::create_symlink("r2", host.root / "next");
  std::filesystem::rename(host.root / "next", host.root / "current");
  host.pass(kRare - 1ns);
  CHECK(host.control.reloads().size() == 1);
  host.pass(1ns);
  REQUIRE(host.reports().size() == 2);
  CHECK(host.serves_skill());
}

TEST_CASE("WATCH-01: without file events a host looks every two seconds") {
  Controlled host({"skills"});
  host.root.make_folder("skills");
  REQUIRE(host.control.start(tl::unexpected(error(reload::codes::no_inotify, "inotify", "none"))));
  host.reload(Trigger::start);
  host.write_skill("skills/tidy");
  host.pass(kOften);
  REQUIRE(host.reports().size() == 2);
  CHECK(host.serves_skill());
}

TEST_CASE("a look that finds nothing is not told and takes no number") {
  Controlled host({"skills"});
  host.write_skill("skills/tidy");
  host.start();
  host.reload(Trigger::start);
  for (int i = 0; i < 3; ++i) {
    host.pass(kRare);
    CHECK(host.reload().number == 2 + static_cast<std::uint64_t>(i));
  }
}

TEST_CASE("a file event of what no scan takes is not told") {
  Controlled host({"skills"});
  host.write_skill("skills/tidy");
  host.start_watching();
  host.reload(Trigger::start);
  host.root.write("skills/host.log", "a line");
  host.step();
  host.pass(reload::Debounce::kQuiet);
  CHECK(host.reports().size() == 1);
  host.root.write("skills/tidy/host.log", "a line");
  host.step();
  host.pass(reload::Debounce::kQuiet);
  CHECK(host.reports().back().trigger == Trigger::file_change);
}

TEST_CASE("what refuses every reload is told once of those that the host runs by itself") {
  Controlled host({"skills", "missing"});
  host.root.make_folder("skills");
  host.start();
  host.reload(Trigger::start);
  CHECK(host.reload().outcome() == Outcome::rejected);
  host.write_skill("skills/tidy");
  host.pass(kOften);
  CHECK(host.reports().size() == 2);
  CHECK_FALSE(host.serves_skill());
  host.root.make_folder("missing");
  host.pass(kOften);
  CHECK(host.reports().back().trigger == Trigger::rescan);
  CHECK(host.serves_skill());
}

TEST_CASE("a refused skill of which no look can prove that it is as it was is told once") {
  Controlled host({"skills"});
  host.root.write("skills/tidy/SKILL.md", "no front matter");
  for (std::size_t i = 0; i <= skill::kFilesMax; ++i) {
    host.root.write("skills/tidy/" + std::to_string(i), "");
  }
  host.start();
  host.reload(Trigger::start);
  host.reload();
  for (int i = 0; i < 3; ++i) host.pass(kRare);
  CHECK(host.reports().size() == 2);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::facade
