// SPDX-License-Identifier: Apache-2.0
#include "plugin/load_state.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "base/manual_clock.h"
#include "plugin/codes.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

constexpr const char* kBuild = "0123abcd";
const Sha256 kHash = sha256("a library");

struct Fixture {
  test::TempDir temp;
  ManualClock clock;
  std::string folder = temp / "state/muster";

  [[nodiscard]] LoadState open(const std::string& build = kBuild) const {
    return open_load_state(folder, build, clock);
  }

  // A host of its own process, which dies while it runs a library's constructors.
  void host_dies(bool was_stuck = false) const { host_dies_in("constructors", {}, was_stuck); }
  void host_dies_in(const char* stage, const GivenConfiguration& given,
                    bool was_stuck = false) const {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const LoadState state = open();
      const Journal::Step step(state.journal.get(), kHash, "plugins/a.so", stage, given);
      if (was_stuck) {
        state.verdicts->quarantine(
            {kHash, "plugins/a.so", error(codes::load_stuck, "plugins/a.so", "is stuck"), {}});
        static_cast<void>(state.verdicts->save());
      }
      ::_exit(0);
    }
    REQUIRE(::waitpid(child, nullptr, 0) == child);
  }
};

TEST_CASE_FIXTURE(Fixture, "without a folder a host remembers as long as it lives") {
  const LoadState state = open_load_state("", kBuild, clock);
  CHECK(state.warnings.empty());
  state.verdicts->pass(kHash);
  CHECK(state.verdicts->save());
  CHECK(state.verdicts->has_passed(kHash));
  CHECK(state.journal->unfinished().empty());
}

TEST_CASE_FIXTURE(Fixture, "a folder that is missing is made for this user alone") {
  CHECK(open().warnings.empty());
  struct stat status {};
  REQUIRE(::stat(folder.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE_FIXTURE(Fixture, "the next host of a folder knows what the one before knew") {
  {
    const LoadState state = open();
    state.verdicts->pass(kHash);
    CHECK(state.verdicts->save());
  }
  CHECK(open().verdicts->has_passed(kHash));
}

TEST_CASE_FIXTURE(Fixture, "the library that a host ran when it died is quarantined") {
  host_dies();
  const LoadState state = open("another build");
  CHECK(state.warnings.empty());
  const auto known = state.verdicts->quarantine_of(kHash);
  REQUIRE(known);
  CHECK(known->path == "plugins/a.so");
  CHECK(known->problem.code == "load.ended_host");
  CHECK(known->problem.message == "the host ended while it ran the constructors of this library");
  CHECK(known->since == clock.wall());
}

TEST_CASE_FIXTURE(Fixture,
                  "a library that ended hosts with two configurations is known for the last") {
  const auto with = [](const char* json) { return Configurations{{"agent", {json}}}; };
  for (const char* const json : {"{}", R"({"a":1})"}) {
    host_dies_in("open of agent", given_configuration("agent", with(json)));
    const auto known = open().verdicts->quarantine_of(kHash);
    REQUIRE(known);
    CHECK(known->counts_for(with(json)));
    CHECK_FALSE(known->counts_for(with(R"({"a":2})")));
  }
}

TEST_CASE_FIXTURE(Fixture, "the quarantine of a library that ended a host is saved at once") {
  host_dies();
  static_cast<void>(open());
  CHECK(open("another build").verdicts->quarantine_of(kHash));
}

TEST_CASE_FIXTURE(Fixture, "a quarantine that was lifted does not come back with the next host") {
  host_dies();
  {
    const LoadState state = open();
    CHECK(state.verdicts->retry("plugins/a.so").size() == 1);
    CHECK(state.verdicts->save());
  }
  CHECK_FALSE(open().verdicts->quarantine_of(kHash));
}

TEST_CASE_FIXTURE(Fixture, "a library that was stuck when its host ended stays named so") {
  host_dies(true);
  CHECK(open().verdicts->quarantine_of(kHash)->problem.code == "load.stuck");
}

TEST_CASE_FIXTURE(Fixture, "a quarantine that cannot be saved counts, and is found again") {
  host_dies();
  temp.make_folder("state/muster/verdicts.jsonl.new/x");
  {
    const LoadState state = open();
    REQUIRE(state.warnings.size() == 1);
    CHECK(state.warnings.front().code == "state.unusable");
    CHECK(state.verdicts->quarantine_of(kHash));
  }
  CHECK(open().verdicts->quarantine_of(kHash));
}

TEST_CASE_FIXTURE(Fixture, "verdicts that cannot be read make no host forget what ended another") {
  host_dies();
  temp.make_folder("state/muster/verdicts.jsonl");
  for (int start = 0; start < 2; ++start) {
    const LoadState state = open();
    REQUIRE(state.warnings.size() == 1);
    CHECK(state.verdicts->quarantine_of(kHash));
  }
}

TEST_CASE_FIXTURE(Fixture, "a second host of a folder goes on in memory, and says why") {
  const LoadState first = open();
  const LoadState second = open();
  REQUIRE(second.warnings.size() == 1);
  CHECK(second.warnings.front().code == "state.unusable");
  CHECK(second.warnings.front().subject == folder + "/journal");
  CHECK(second.warnings.front().message == "another running host uses it");
  second.verdicts->pass(kHash);
  CHECK(second.verdicts->save());
  CHECK_FALSE(first.verdicts->has_passed(kHash));
}

TEST_CASE_FIXTURE(Fixture, "a folder that others may write to is not believed") {
  temp.make_folder("state/muster");
  REQUIRE(::chmod(folder.c_str(), 0777) == 0);
  const LoadState state = open();
  REQUIRE(state.warnings.size() == 1);
  CHECK(state.warnings.front().subject == folder);
  CHECK(state.warnings.front().message == "is writable by others (mode 0777)");
}

TEST_CASE_FIXTURE(Fixture, "a file in the place of the folder is a warning") {
  temp.write("state", "");
  const LoadState state = open();
  REQUIRE(state.warnings.size() == 1);
  CHECK(state.warnings.front().message == "Not a directory");
  CHECK(state.verdicts->quarantined().empty());
}

}  // namespace
}  // namespace muster::plugin
