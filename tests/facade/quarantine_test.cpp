// SPDX-License-Identifier: Apache-2.0
#include "facade/quarantine.h"

#include <doctest/doctest.h>

#include "plugin/codes.h"
#include "support/temp_dir.h"

namespace muster::facade {
namespace {

using TimePoint = std::chrono::system_clock::time_point;

const Sha256 kBad = sha256("bad");
constexpr TimePoint kLooked{std::chrono::hours(1)};

FileReport refused(const std::string& path, const Sha256& hash) {
  FileReport file;
  file.path = path;
  file.outcome = FileOutcome::quarantined;
  file.sha256 = hash.hex();
  return file;
}

// One content in quarantine, which the last reload found at the same path.
struct Fixture {
  std::unique_ptr<plugin::Verdicts> verdicts = plugin::Verdicts::open("", "build").value();
  Standing last{.looked_at = kLooked};

  Fixture() {
    quarantine(kBad, "plugins/b.so", {});
    last.refused = {refused("plugins/b.so", kBad)};
  }
  void quarantine(const Sha256& hash, const std::string& path, TimePoint since) const {
    verdicts->quarantine({hash, path, error(plugin::codes::probe_crashed, path, "SIGSEGV"), since});
  }
  [[nodiscard]] std::vector<Quarantined> present() const { return quarantined(*verdicts, last); }
};

TEST_CASE_FIXTURE(Fixture, "content in quarantine is listed where a file has it") {
  const auto all = present();
  REQUIRE(all.size() == 1);
  CHECK(all.front().path == "plugins/b.so");
  CHECK(all.front().sha256 == kBad.hex());
  CHECK(all.front().problem.code == "probe.crashed");
}

TEST_CASE_FIXTURE(Fixture, "content in quarantine that no file has is not listed") {
  last.refused = {refused("plugins/b.so", sha256("mended, and bad in another way"))};
  CHECK(present().empty());
  last.refused = {};
  CHECK(present().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "content in quarantine since files were met is listed until they are met again") {
  quarantine(sha256("before"), "plugins/old.so", kLooked - std::chrono::seconds(1));
  quarantine(sha256("since"), "plugins/a.so", kLooked + std::chrono::seconds(1));
  CHECK(present().size() == 1);
  last.has_looked = false;
  const auto all = present();
  REQUIRE(all.size() == 2);
  CHECK(all[0].path == "plugins/a.so");
  CHECK(all[1].path == "plugins/b.so");
  quarantine(kBad, "plugins/b.so", kLooked + std::chrono::seconds(1));
  CHECK(present().size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "content that moved is listed, and lifted, by its new path") {
  last.refused = {refused("plugins/c.so", kBad)};
  CHECK(present().front().path == "plugins/c.so");
  CHECK(present().front().problem.subject == "plugins/c.so");
  CHECK(present().front().problem.hint.ends_with("muster plugins retry 'plugins/c.so'"));
  const auto lifted = retry(*verdicts, "plugins/c.so", present());
  REQUIRE(lifted);
  CHECK(lifted->size() == 1);
  CHECK(present().empty());
}

TEST_CASE_FIXTURE(Fixture, "content is lifted by any path that leads to its file") {
  const test::TempDir temp;
  const std::string file = temp.write("b.so", "");
  last.refused = {refused(file, kBad)};
  const auto lifted = retry(*verdicts, temp.path() + "/./b.so", present());
  REQUIRE(lifted);
  CHECK(lifted->size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "what is lifted is told once, and is not in quarantine any more") {
  const auto lifted = retry(*verdicts, "plugins/b.so", present());
  REQUIRE(lifted);
  REQUIRE(lifted->size() == 1);
  CHECK(lifted->front().sha256 == kBad.hex());
  CHECK_FALSE(verdicts->quarantine_of(kBad));
}

TEST_CASE_FIXTURE(Fixture, "what is not in quarantine is an error that names what is") {
  const auto refusal = retry(*verdicts, "plugins/d.so", present());
  REQUIRE_FALSE(refusal);
  CHECK(refusal.error().code == "host.not_quarantined");
  CHECK(refusal.error().kind == Kind::not_found);
  CHECK(refusal.error().subject == "plugins/d.so");
  CHECK(refusal.error().hint == "in quarantine: plugins/b.so");
  CHECK(verdicts->quarantine_of(kBad));
}

TEST_CASE_FIXTURE(Fixture, "an error that would name too many names ten") {
  std::vector<Quarantined> many(12);
  for (auto& one : many) one.path.push_back('x');
  CHECK(retry(*verdicts, "y", many).error().hint ==
        "in quarantine: x, x, x, x, x, x, x, x, x, x and 2 more");
  CHECK(retry(*verdicts, "y", {}).error().hint == "nothing is in quarantine");
}

}  // namespace
}  // namespace muster::facade
