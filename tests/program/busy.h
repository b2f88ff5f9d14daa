// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_PROGRAM_BUSY_H
#define MUSTER_TESTS_PROGRAM_BUSY_H

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/unique_fd.h"
#include "program/sandbox.h"

namespace muster::test {

/// Folders with an agent "waits", whose calls end when the test says so.
struct Busy {
  Busy() {
    REQUIRE(::mkfifo((sandbox / "began").c_str(), 0600) == 0);
    REQUIRE(::mkfifo((sandbox / "finish").c_str(), 0600) == 0);
    // Both ways, so that opening waits for nobody.
    began = UniqueFd(::open((sandbox / "began").c_str(), O_RDWR | O_CLOEXEC));
    finish = UniqueFd(::open((sandbox / "finish").c_str(), O_RDWR | O_CLOEXEC));
    sandbox.drop_from(MUSTER_PROGRAM_PLUGINS, "waits");
  }
  void wait_until_called() const {
    char byte = 0;
    REQUIRE(::read(began.get(), &byte, 1) == 1);
  }

  Sandbox sandbox;
  UniqueFd began;
  UniqueFd finish;
};

}  // namespace muster::test

#endif
