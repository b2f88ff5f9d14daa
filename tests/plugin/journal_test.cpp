// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal.h"

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <thread>

#include "base/file.h"
#include "base/manual_clock.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

std::unique_ptr<Journal> opened(const std::string& file, const Clock& clock) {
  auto journal = Journal::open(file, clock);
  REQUIRE_MESSAGE(journal, (journal ? "" : to_string(journal.error())));
  return std::move(*journal);
}

// Lets a process of its own use the journal, and waits for its death.
void in_a_process(const std::string& file, const std::function<void(Journal&)>& use) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const ManualClock clock;
    auto journal = Journal::open(file, clock);
    if (journal) use(**journal);
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
}

void die() { ::raise(SIGKILL); }

struct Fixture {
  test::TempDir folder;
  ManualClock clock;
  std::string file = folder / "journal";
  Sha256 hash = sha256("a library");
};

TEST_CASE_FIXTURE(Fixture, "a process that is killed inside a step leaves the step unfinished") {
  in_a_process(file, [this](Journal& journal) {
    const auto step = journal.enter(hash, "plugins/a.so", "open of echo");
    die();
  });
  const auto all = opened(file, clock)->unfinished();
  REQUIRE(all.size() == 1);
  const auto* const unfinished = &all.front();
  CHECK(unfinished->hash == hash);
  CHECK(unfinished->path == "plugins/a.so");
  CHECK(unfinished->stage == "open of echo");
}

TEST_CASE_FIXTURE(Fixture, "a step that goes on to another stage is one entry, timed anew") {
  in_a_process(file, [this](Journal& journal) {
    auto step = journal.enter(hash, "plugins/a.so", "constructors");
    step.next("register");
    die();
  });
  {
    const auto all = opened(file, clock)->unfinished();
    REQUIRE(all.size() == 1);
    CHECK(all.front().stage == "register");
  }
  const auto journal = opened("", clock);
  auto step = journal->enter(hash, "plugins/a.so", "constructors");
  clock.advance(std::chrono::seconds(5));
  step.next("register");
  CHECK(journal->running(std::this_thread::get_id())->since == clock.now());
  journal->give_up(std::this_thread::get_id());
  step.next("open of echo");
  CHECK_FALSE(journal->running(std::this_thread::get_id()));
}

TEST_CASE_FIXTURE(Fixture, "a process that ends itself inside a step leaves the step unfinished") {
  in_a_process(file, [this](Journal& journal) {
    const auto step = journal.enter(hash, "plugins/a.so", "constructors");
    ::_exit(0);
  });
  CHECK(opened(file, clock)->unfinished().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a process that is killed after a step leaves nothing unfinished") {
  in_a_process(file, [this](Journal& journal) {
    static_cast<void>(journal.enter(hash, "plugins/a.so", "constructors"));
    die();
  });
  CHECK(opened(file, clock)->unfinished().empty());
}

TEST_CASE_FIXTURE(Fixture, "a short step after a long one is told from what is left of the long") {
  in_a_process(file, [this](Journal& journal) {
    static_cast<void>(journal.enter(sha256("long"), std::string(1000, 'x'), "constructors"));
    const auto step = journal.enter(hash, "a.so", "register");
    die();
  });
  const auto all = opened(file, clock)->unfinished();
  REQUIRE(all.size() == 1);
  const auto* const unfinished = &all.front();
  CHECK(unfinished->hash == hash);
  CHECK(unfinished->path == "a.so");
}

TEST_CASE_FIXTURE(Fixture, "an unfinished step stays in the file until it is settled") {
  in_a_process(file, [this](Journal& journal) {
    const auto step = journal.enter(hash, "a.so", "register");
    die();
  });
  CHECK(opened(file, clock)->unfinished().size() == 1);
  opened(file, clock)->settle();
  CHECK(opened(file, clock)->unfinished().empty());
}

TEST_CASE_FIXTURE(Fixture, "a path of any bytes and length is kept, escaped and cut") {
  in_a_process(file, [this](Journal& journal) {
    const auto step = journal.enter(hash, "\xff\n\"" + std::string(5000, '"'), "register");
    die();
  });
  const auto all = opened(file, clock)->unfinished();
  REQUIRE(all.size() == 1);
  const auto* const unfinished = &all.front();
  CHECK(unfinished->path.starts_with("\\xff\\n\"\""));
  CHECK(unfinished->path.size() == 1500);
}

TEST_CASE_FIXTURE(Fixture, "a second host on one journal is told so") {
  const auto first = opened(file, clock);
  const auto second = Journal::open(file, clock);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == "state.unusable");
  CHECK(second.error().message == "another running host uses it");
}

TEST_CASE_FIXTURE(Fixture, "a journal that was released is another host's, and is not written to") {
  const auto first = opened(file, clock);
  first->close();
  first->release();
  CHECK(opened(file, clock)->unfinished().empty());
  const auto late = first->enter(hash, "a.so", Journal::kConstructors);
  CHECK(opened(file, clock)->unfinished().empty());
}

TEST_CASE_FIXTURE(Fixture, "what ran when the machine went down is no library's fault") {
  const auto die_inside = [this](Journal& journal) {
    const auto step = journal.enter(hash, "a.so", "register");
    die();
  };
  in_a_process(file, die_inside);
  std::string content = test::content_of(file);
  const std::size_t boot = content.find(R"("boot":")") + 8;
  content[boot] = content[boot] == '0' ? '1' : '0';
  folder.write("journal", content);
  CHECK(opened(file, clock)->unfinished().empty());
  in_a_process(file, die_inside);  // in its place
  CHECK(opened(file, clock)->unfinished().size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "damaged content of the file is nothing unfinished") {
  for (const char* text : {"", "\n", "{", "[]\n", R"({"sha256":"12"})", "\xff\xff"}) {
    folder.write("journal", text);
    CHECK(opened(file, clock)->unfinished().empty());
  }
}

TEST_CASE_FIXTURE(Fixture, "a journal in a folder that is not there is an error") {
  const auto refused = Journal::open(folder / "none/journal", clock);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "state.unusable");
  CHECK(refused.error().message == "cannot open it: No such file or directory");
}

TEST_CASE_FIXTURE(Fixture, "a journal is for its user alone") {
  const auto journal = opened(file, clock);
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE_FIXTURE(Fixture, "steps on two threads are both unfinished, and end in any order") {
  in_a_process(file, [this](Journal& journal) {
    const auto closing = journal.enter(sha256("old"), "old.so", Journal::kClose);
    std::thread([&] {
      static_cast<void>(journal.enter(sha256("good"), "good.so", Journal::kConstructors));
      const auto loading = journal.enter(hash, "a.so", Journal::kConstructors);
      die();
    }).join();
  });
  const auto unfinished = opened(file, clock)->unfinished();
  REQUIRE(unfinished.size() == 2);
  CHECK(unfinished[0].path == "old.so");
  CHECK(unfinished[1].path == "a.so");
}

TEST_CASE_FIXTURE(Fixture,
                  "what a thread runs is told with its moment, and nothing once it ended") {
  const auto journal = opened("", clock);
  const auto here = std::this_thread::get_id();
  CHECK_FALSE(journal->running(here));
  {
    const auto begun = clock.now();
    const auto step = journal->enter(hash, "a.so", "constructors");
    clock.advance(std::chrono::seconds(5));
    const auto running = journal->running(here);
    REQUIRE(running);
    CHECK(running->since == begun);
    CHECK(running->entry.hash == hash);
    CHECK(running->entry.path == "a.so");
    CHECK(running->entry.stage == "constructors");
    CHECK_FALSE(journal->running(std::thread::id()));
  }
  CHECK_FALSE(journal->running(here));
}

TEST_CASE_FIXTURE(Fixture, "a thread that was given up on leaves its steps without a trace") {
  const auto journal = opened(file, clock);
  const auto here = std::this_thread::get_id();
  {
    const auto step = journal->enter(hash, "a.so", "register");
    journal->give_up(here);
    CHECK_FALSE(journal->running(here));
    CHECK(read_file(file, 1 << 20, file)->bytes.starts_with("\n"));
  }
  CHECK(read_file(file, 1 << 20, file)->bytes.starts_with("\n"));
}

}  // namespace
}  // namespace muster::plugin
