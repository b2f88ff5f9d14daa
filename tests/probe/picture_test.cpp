// SPDX-License-Identifier: Apache-2.0
#include "probe/picture.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <string_view>
#include <thread>

#include "base/unique_fd.h"

namespace muster::probe {
namespace {

using Words = std::vector<std::string>;

// A process that nobody has changed yet.
Picture fresh() {
  Picture picture;
  picture.descriptors = {{0, 1, 10}, {1, 1, 11}, {2, 1, 11}};
  picture.threads = 1;
  picture.folder = "/srv";
  picture.mask = 022;
  picture.locale = "C";
  picture.environment = {"HOME=/root", "PATH=/bin"};
  return picture;
}

template <class Change>
Words changes_by(Change change) {
  Picture after = fresh();
  change(after);
  return changes(fresh(), after);
}

std::uint64_t bit_of(int signal) { return std::uint64_t{1} << (signal - 1); }

TEST_CASE("a process that was left alone has no changes") {
  const Picture before = Picture::take();
  const Picture after = Picture::take();
  CHECK(changes(before, after) == Words{});
  CHECK(opened(before, after).empty());
}

TEST_CASE("each change is told in a few words") {
  CHECK(changes_by([](Picture& now) { now.threads = 2; }) == Words{"left a thread running"});
  CHECK(changes_by([](Picture& now) { now.has_children = true; }) ==
        Words{"left a process behind"});
  CHECK(changes_by([](Picture& now) { now.descriptors.erase(now.descriptors.begin()); }) ==
        Words{"closed descriptor 0, which was not its own"});
  CHECK(changes_by([](Picture& now) { now.descriptors[1].inode = 99; }) ==
        Words{"put another file in the place of descriptor 1"});
  CHECK(changes_by([](Picture& now) { now.caught = bit_of(SIGUSR1); }) ==
        Words{"changed what SIGUSR1 does"});
  CHECK(changes_by([](Picture& now) { now.ignored = bit_of(SIGPIPE); }) ==
        Words{"changed what SIGPIPE does"});
  CHECK(changes_by([](Picture& now) { now.blocked = bit_of(SIGTERM); }) ==
        Words{"changed whether SIGTERM is blocked"});
  CHECK(changes_by([](Picture& now) { now.folder = "/"; }) == Words{"changed the working folder"});
  CHECK(changes_by([](Picture& now) { now.mask = 0; }) == Words{"changed the umask"});
  CHECK(changes_by([](Picture& now) { now.locale = "C.UTF-8"; }) == Words{"changed the locale"});
  CHECK(changes_by([](Picture& now) { now.has_timer = true; }) == Words{"left a timer running"});
  CHECK(changes_by([](Picture& now) { now.privileges = "Uid: 1"; }) ==
        Words{"changed its user, groups or privileges"});
  CHECK(changes_by([](Picture& now) { now.limits[RLIMIT_NOFILE] = 9; }) ==
        Words{"changed the limits of its resources"});
  CHECK(changes_by([](Picture& now) { now.niceness = 5; }) == Words{"changed its priority"});
}

TEST_CASE("in another root folder nothing else is told, for /proc may be out of reach") {
  CHECK(changes_by([](Picture& now) {
          now.root = {1, 2};
          now.descriptors.clear();
        }) == Words{"changed the root folder"});
}

TEST_CASE("signals that the C library catches once there are threads are its own") {
  const Picture before = Picture::take();
  std::thread([] {}).join();
  CHECK(Picture::take().caught == before.caught);
}

TEST_CASE("a picture has the users, groups and capabilities of the process") {
  const std::string privileges = Picture::take().privileges;
  for (const std::string_view line : {"Uid:", "Gid:", "Groups:", "CapEff:"}) {
    CAPTURE(line);
    CHECK(privileges.find(line) != std::string::npos);
  }
}

TEST_CASE("a variable of the environment is named whether it came, went or changed") {
  const Words path{"changed the environment variable PATH"};
  CHECK(changes_by([](Picture& now) { now.environment[1] = "PATH=/usr/bin"; }) == path);
  CHECK(changes_by([](Picture& now) { now.environment.pop_back(); }) == path);
  CHECK(changes_by([](Picture& now) { now.environment.insert(now.environment.begin(), "A=1"); }) ==
        Words{"changed the environment variable A"});
}

TEST_CASE("a descriptor that is new is open and no change") {
  Picture after = fresh();
  after.descriptors.push_back({7, 1, 12});
  CHECK(changes(fresh(), after) == Words{});
  REQUIRE(opened(fresh(), after).size() == 1);
  CHECK(opened(fresh(), after)[0].number == 7);
}

TEST_CASE("a picture shows what this process did") {
  const Picture before = Picture::take();
  const UniqueFd file(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  const mode_t mask = ::umask(0177);
  ::signal(SIGUSR2, SIG_IGN);
  ::setenv("MUSTER_TEST_PICTURE", "1", 1);
  const Picture after = Picture::take();
  ::unsetenv("MUSTER_TEST_PICTURE");
  ::signal(SIGUSR2, SIG_DFL);
  ::umask(mask);

  CHECK(changes(before, after) == Words{"changed what SIGUSR2 does", "changed the umask",
                                        "changed the environment variable MUSTER_TEST_PICTURE"});
  REQUIRE(opened(before, after).size() == 1);
  CHECK(opened(before, after)[0].number == file.get());
  CHECK(changes(before, Picture::take()) == Words{});
}

TEST_CASE("threads are counted while they run, and not once they were joined") {
  const std::size_t before = count_threads();
  {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    std::thread thread([&] {
      char byte = 0;
      while (::read(reading.get(), &byte, 1) > 0) continue;
    });
    CHECK(count_threads() > before);
    writing = UniqueFd();
    thread.join();
  }
  // A sanitizer's own thread has come to stay.
  const std::size_t after = count_threads();
  std::thread([] {}).join();
  CHECK(count_threads() == after);
}

}  // namespace
}  // namespace muster::probe
