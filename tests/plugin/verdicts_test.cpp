// SPDX-License-Identifier: Apache-2.0
#include "plugin/verdicts.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <string>

#include "base/file.h"
#include "plugin/codes.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr const char* kBuild = "0123abcd";
const Sha256 kGood = sha256("good");
const Sha256 kBad = sha256("bad");

Quarantine crash(const Sha256& hash, const std::string& path) {
  return {hash, path,
          error(codes::probe_crashed, path, "its constructors ended with SIGSEGV", "mend it"),
          system_clock::time_point(milliseconds(1'750'000'000'123))};
}

Quarantine stuck(const Sha256& hash, const std::string& path) {
  return {hash, path, error(codes::load_stuck, path, "`open` did not return"),
          system_clock::time_point(milliseconds(1'750'000'000'456))};
}

struct Fixture {
  test::TempDir folder;
  std::string file = folder / "verdicts.jsonl";

  std::unique_ptr<Verdicts> open(const char* build = kBuild) const {
    auto verdicts = Verdicts::open(file, build);
    REQUIRE_MESSAGE(verdicts, (verdicts ? "" : to_string(verdicts.error())));
    return std::move(*verdicts);
  }
};

TEST_CASE("content that nobody has judged has neither passed nor is it quarantined") {
  const auto verdicts = Verdicts::open("", kBuild).value();
  CHECK_FALSE(verdicts->has_passed(kGood));
  CHECK_FALSE(verdicts->quarantine_of(kGood));
  CHECK(verdicts->quarantined().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a quarantine for a configuration counts for that one, also read from the file") {
  const Configurations one{{"agent", {R"({"a":1})"}}};
  const Configurations other{{"agent", {R"({"a":2})"}}};
  {
    const auto verdicts = open();
    Quarantine quarantine = stuck(kBad, "b.so");
    quarantine.given = given_configuration("agent", one);
    verdicts->quarantine(quarantine);
    verdicts->quarantine(stuck(kGood, "c.so"));
    CHECK(verdicts->save());
  }
  const auto verdicts = open();
  CHECK(verdicts->quarantine_of(kBad)->counts_for(one));
  CHECK_FALSE(verdicts->quarantine_of(kBad)->counts_for(other));
  CHECK_FALSE(verdicts->quarantine_of(kBad)->counts_for({}));
  CHECK(verdicts->quarantine_of(kGood)->counts_for(other));
}

TEST_CASE_FIXTURE(Fixture, "a file says its format, and one of the first format is read as well") {
  {
    const auto verdicts = open();
    verdicts->quarantine(stuck(kBad, "b.so"));
    CHECK(verdicts->save());
  }
  std::string text = read_file(file, 1 << 20, file)->bytes;
  const std::string first = "{\"format\":2}\n";
  REQUIRE(text.starts_with(first));
  folder.write("verdicts.jsonl", text.substr(first.size()));
  CHECK(open()->quarantine_of(kBad)->counts_for({}));
}

TEST_CASE_FIXTURE(Fixture, "passes and quarantines come back from the file as they were") {
  {
    const auto verdicts = open();
    verdicts->pass(kGood);
    verdicts->quarantine(crash(kBad, "plugins/b.so"));
    CHECK(verdicts->save());
  }
  const auto verdicts = open();
  CHECK(verdicts->has_passed(kGood));
  CHECK_FALSE(verdicts->has_passed(kBad));
  const auto known = verdicts->quarantine_of(kBad);
  REQUIRE(known);
  CHECK(known->hash == kBad);
  CHECK(known->path == "plugins/b.so");
  CHECK(known->problem == crash(kBad, "plugins/b.so").problem);
  CHECK(known->since == crash(kBad, "").since);
}

TEST_CASE_FIXTURE(Fixture, "the code of a quarantine outlives the verdicts that it came from") {
  {
    const auto verdicts = open();
    verdicts->quarantine(crash(kBad, "b.so"));
    CHECK(verdicts->save());
  }
  const Error problem = open()->quarantine_of(kBad)->problem;
  CHECK(problem.code == codes::probe_crashed.code);  // AddressSanitizer looks at it too
  CHECK(problem.kind == Kind::failed);
}

TEST_CASE_FIXTURE(Fixture, "what another build found out does not count, but what harmed a host") {
  {
    const auto verdicts = open("old build");
    verdicts->pass(kGood);
    verdicts->quarantine(crash(kBad, "b.so"));
    verdicts->quarantine(stuck(sha256("stuck"), "s.so"));
    CHECK(verdicts->save());
  }
  const auto verdicts = open("new build");
  CHECK_FALSE(verdicts->has_passed(kGood));
  CHECK_FALSE(verdicts->quarantine_of(kBad));
  CHECK(verdicts->quarantine_of(sha256("stuck")));
}

TEST_CASE_FIXTURE(Fixture, "no damage to one line takes another with it") {
  {
    const auto verdicts = open();
    for (int i = 0; i < 3; ++i) verdicts->pass(sha256(std::to_string(i)));
    verdicts->quarantine(crash(kBad, "b.so"));
    CHECK(verdicts->save());
  }
  const std::string whole = read_file(file, 1 << 20, "verdicts")->bytes;
  for (std::size_t at = whole.find('\n'); at < whole.size(); at += 7) {  // after the format
    if (whole[at] == '\n') continue;
    std::string damaged = whole;
    damaged[at] = '\x01';
    folder.write("verdicts.jsonl", damaged);
    const auto verdicts = open();
    std::size_t known = verdicts->quarantined().size();
    for (int i = 0; i < 3; ++i) known += verdicts->has_passed(sha256(std::to_string(i))) ? 1 : 0;
    CHECK(known == 3);
  }
}

TEST_CASE_FIXTURE(Fixture, "a file that ends too early keeps the lines that it has") {
  {
    const auto verdicts = open();
    verdicts->pass(kGood);
    verdicts->pass(sha256("last"));
    CHECK(verdicts->save());
  }
  std::string text = read_file(file, 1 << 20, "verdicts")->bytes;
  text.pop_back();  // the last line is whole still
  folder.write("verdicts.jsonl", text);
  CHECK(open()->has_passed(sha256("last")));
  text.pop_back();
  folder.write("verdicts.jsonl", text);
  CHECK_FALSE(open()->has_passed(sha256("last")));
  CHECK(open()->has_passed(kGood));
}

TEST_CASE_FIXTURE(Fixture, "a quarantine with a code that this host lacks is passed over") {
  {
    const auto verdicts = open();
    verdicts->quarantine(stuck(kBad, "b.so"));
    CHECK(verdicts->save());
  }
  std::string text = read_file(file, 1 << 20, "verdicts")->bytes;
  text.replace(text.find("load.stuck"), 10, "load.stack");
  folder.write("verdicts.jsonl", text);
  CHECK_FALSE(open()->quarantine_of(kBad));
}

TEST_CASE_FIXTURE(Fixture, "a quarantine since a time that the clock cannot tell is passed over") {
  {
    const auto verdicts = open();
    verdicts->quarantine(stuck(kBad, "b.so"));
    CHECK(verdicts->save());
  }
  const std::string whole = read_file(file, 1 << 20, "verdicts")->bytes;
  for (const char* const moment : {"9223372036854775807", "-9223372036854775808"}) {
    CAPTURE(moment);
    std::string text = whole;
    text.replace(text.find("1750000000456"), 13, moment);
    folder.write("verdicts.jsonl", text);
    CHECK_FALSE(open()->quarantine_of(kBad));
  }
}

TEST_CASE("who is quarantined has not passed, whatever came first") {
  const auto verdicts = Verdicts::open("", kBuild).value();
  verdicts->pass(kBad);
  verdicts->quarantine(crash(kBad, "b.so"));
  CHECK_FALSE(verdicts->has_passed(kBad));
  verdicts->pass(kBad);
  CHECK_FALSE(verdicts->has_passed(kBad));
  CHECK(verdicts->quarantine_of(kBad));
}

TEST_CASE("a quarantine is lifted by its hash, the beginning of it, or its path") {
  const auto verdicts = Verdicts::open("", kBuild).value();
  const std::string path = "plugins/b\n.so";
  for (const std::string& which : {kBad.hex(), kBad.hex().substr(0, 8), path}) {
    verdicts->quarantine(crash(kBad, path));
    verdicts->quarantine(crash(sha256("another"), "plugins/c.so"));
    const auto lifted = verdicts->retry(which);
    REQUIRE(lifted.size() == 1);
    CHECK(lifted.front().hash == kBad);
    CHECK_FALSE(verdicts->quarantine_of(kBad));
    CHECK_FALSE(verdicts->has_passed(kBad));
    CHECK(verdicts->quarantine_of(sha256("another")));
  }
}

TEST_CASE("too short a beginning of a hash, or the wrong path, lifts nothing") {
  const auto verdicts = Verdicts::open("", kBuild).value();
  verdicts->quarantine(crash(kBad, "plugins/b.so"));
  for (const std::string& which : {std::string(), kBad.hex().substr(0, 7), std::string("b.so")}) {
    CHECK(verdicts->retry(which).empty());
  }
  CHECK(verdicts->quarantine_of(kBad));
}

TEST_CASE_FIXTURE(Fixture, "what was lifted stays lifted in the file") {
  const auto verdicts = open();
  verdicts->quarantine(crash(kBad, "b.so"));
  CHECK(verdicts->save());
  CHECK(verdicts->retry("b.so").size() == 1);
  CHECK(verdicts->save());
  CHECK_FALSE(open()->quarantine_of(kBad));
}

TEST_CASE("what a library printed into a message is bounded, and fit for one line") {
  const auto verdicts = Verdicts::open("", kBuild).value();
  Quarantine loud = crash(kBad, "b.so");
  loud.problem.message = "it printed \xff\x1b[31m\n" + std::string(1 << 20, 'x');
  verdicts->quarantine(loud);
  const std::string message = verdicts->quarantine_of(kBad)->problem.message;
  CHECK(message.starts_with("it printed \\xff\\x1b[31m\\nxxx"));
  CHECK(message.size() == 4096);
}

TEST_CASE_FIXTURE(Fixture, "of too many passes the oldest are forgotten, here and in the file") {
  const auto number = [](std::size_t i) {
    Sha256 hash;
    for (std::size_t byte = 0; byte < 4; ++byte) hash.bytes[byte] = std::byte(i >> (8 * byte));
    return hash;
  };
  const auto verdicts = open();
  for (std::size_t i = 0; i < Verdicts::kPassesMax + 2; ++i) verdicts->pass(number(i));
  CHECK(verdicts->save());
  const auto again = open();
  again->pass(number(Verdicts::kPassesMax + 2));
  CHECK_FALSE(verdicts->has_passed(number(1)));
  CHECK(verdicts->has_passed(number(2)));
  CHECK_FALSE(again->has_passed(number(2)));
  CHECK(again->has_passed(number(3)));
  CHECK(again->has_passed(number(Verdicts::kPassesMax + 2)));
}

TEST_CASE("of too many quarantines the oldest is forgotten") {
  const auto verdicts = Verdicts::open("", kBuild).value();
  for (std::size_t i = 0; i <= Verdicts::kQuarantinesMax; ++i) {
    Quarantine one = crash(sha256(std::to_string(i)), fmt::format("{}.so", i));
    one.since += milliseconds(i);
    verdicts->quarantine(std::move(one));
  }
  CHECK(verdicts->quarantined().size() == Verdicts::kQuarantinesMax);
  CHECK_FALSE(verdicts->quarantine_of(sha256("0")));
  CHECK(verdicts->quarantine_of(sha256("1")));
}

TEST_CASE("quarantines are listed by path") {
  const auto verdicts = Verdicts::open("", kBuild).value();
  for (const char* name : {"c", "a", "b"}) verdicts->quarantine(crash(sha256(name), name));
  std::string paths;
  for (const Quarantine& one : verdicts->quarantined()) paths += one.path;
  CHECK(paths == "abc");
}

TEST_CASE_FIXTURE(Fixture, "nothing new is nothing to write") {
  CHECK(open()->save());
  CHECK(read_file(file, 1, "verdicts").error().code == "file.missing");
}

TEST_CASE_FIXTURE(Fixture, "verdicts that cannot be written are known in memory, and tried again") {
  const auto verdicts = open();
  verdicts->pass(kGood);
  REQUIRE(::mkdir(file.c_str(), 0700) == 0);
  const auto refused = verdicts->save();
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "state.unusable");
  CHECK(refused.error().message == "cannot write it: Is a directory");
  CHECK(verdicts->has_passed(kGood));
  REQUIRE(::rmdir(file.c_str()) == 0);
  CHECK(verdicts->save());
  CHECK(open()->has_passed(kGood));
}

TEST_CASE_FIXTURE(Fixture, "verdicts that cannot be read are an error") {
  REQUIRE(::mkdir(file.c_str(), 0700) == 0);
  const auto refused = Verdicts::open(file, kBuild);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "state.unusable");
}

}  // namespace
}  // namespace muster::plugin
