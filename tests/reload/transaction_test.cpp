// SPDX-License-Identifier: Apache-2.0
#include "reload/transaction.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "base/manual_clock.h"
#include "plugin/call_pool.h"
#include "support/reload_parts.h"

namespace muster::reload {
namespace {

/// A transaction whose roots hold one skill.
struct Looking : test::ReloadParts {
  int runs = 0;
  bool fails = false;
  Transaction transaction{{{root.make_folder("plugins")}, {root.make_folder("skills")}},
                          [this]() -> Result<Configurations> {
                            ++runs;
                            if (std::exchange(fails, false)) throw std::runtime_error("no memory");
                            return Configurations{};
                          },
                          loader(),
                          registry};

  Looking() { write_skill("Tidies."); }

  void write_skill(std::string_view description) {
    root.write("skills/tidy/SKILL.md",
               "---\nname: tidy\ndescription: " + std::string(description) + "\n---\n");
  }
  std::optional<ReloadReport> look() {
    catalog::Attempt attempt;
    return transaction.run_if_changed(transaction.begin(Trigger::rescan, Policy::keep_all),
                                      attempt);
  }
  /// Until stamps prove that nothing has changed since the last run.
  void settle() {
    for (int before = runs - 1; runs != before;) {
      before = runs;
      static_cast<void>(look());
    }
  }
};

TEST_SUITE_BEGIN("reload");

TEST_CASE("a look takes in what is new, and has nothing to tell when that was all") {
  Looking looking;
  const auto first = looking.look();
  REQUIRE(first);
  CHECK(first->added.skills == std::vector<std::string>{"tidy"});
  CHECK_FALSE(looking.look());
  looking.write_skill("Tidies better.");
  const auto second = looking.look();
  REQUIRE(second);
  CHECK(second->changed.skills == std::vector<std::string>{"tidy"});
}

TEST_CASE("a look runs no reload for files that no scan takes") {
  Looking looking;
  looking.settle();
  const int before = looking.runs;
  looking.root.write("plugins/host.log", "a line");
  looking.root.write("plugins/data/state.db", "a row");
  looking.root.write("skills/host.log", "a line");
  looking.root.write("skills/.tidy.swp", "half a line");
  CHECK_FALSE(looking.look());
  CHECK(looking.runs == before);
}

TEST_CASE("what failed on its way is tried again by the next look") {
  Looking looking;
  REQUIRE(looking.look());
  std::filesystem::remove_all(looking.root / "skills/tidy");
  looking.fails = true;
  CHECK_THROWS(looking.look());
  const auto again = looking.look();
  REQUIRE(again);
  CHECK(again->removed.skills == std::vector<std::string>{"tidy"});
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::reload
