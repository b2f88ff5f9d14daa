// SPDX-License-Identifier: Apache-2.0
// Calls of a handle and a lease once they are warm. A program of its own: its operator new counts.
#include <doctest/doctest.h>
#include <linux/seccomp.h>
#include <muster/host.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "facade/counted_new.h"
#include "support/serving_host.h"

namespace muster {
namespace {

constexpr int kCalls = 1000;
constexpr std::string_view kInput = R"({"text":"longer than a string keeps within itself"})";

/// A host of agents that answer their input: of a library in C, by the C++ SDK, and serialised.
struct Fixture {
  static constexpr std::string_view kSlugs[] = {"agent-000001", "cpp", "serialised"};
  test::ServingHost serving;
  std::string out;

  Fixture() {
    test::echo_copy(serving.plugin("a.so"), kSlugs[0]);
    REQUIRE(serving.host.start().problems().empty());
    for (const std::string_view slug : {kSlugs[1], kSlugs[2]}) {
      const AgentDescriptor descriptor{.slug = std::string(slug),
                                       .description = "Answers its input.",
                                       .concurrent = slug == kSlugs[1]};
      REQUIRE(serving.host.add(descriptor, [](Call& call) { return call.text(call.input()); }));
    }
  }

  void warm_up(Handle& handle) {
    for (int i = 0; i < 3; ++i) REQUIRE(handle.call(kInput, out));
    REQUIRE(out == kInput);
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "a warm call of a handle or a lease allocates nothing") {
  for (const std::string_view slug : kSlugs) {
    CAPTURE(slug);
    Handle handle = serving.host.handle(slug);
    const auto lease = serving.host.find(slug);
    REQUIRE(lease);
    warm_up(handle);
    bool all_are_answered = true;
    const std::uint64_t before = test::allocations();
    for (int i = 0; i < kCalls; ++i) {
      all_are_answered = handle.call(kInput, out) && lease->call(kInput, out) && all_are_answered;
    }
    CHECK(test::allocations() == before);
    CHECK(all_are_answered);
  }
}

// In strict mode the kernel ends a thread at any system call but read, write and exit.
TEST_CASE_FIXTURE(Fixture, "a warm call of a handle makes no system call") {
  for (const std::string_view slug : kSlugs) {
    CAPTURE(slug);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      Handle handle = serving.host.handle(slug);
      bool all_are_answered = true;
      for (int i = 0; i < 3; ++i) static_cast<void>(handle.call(kInput, out));
      if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0) syscall(SYS_exit, 2);
      for (int i = 0; i < kCalls; ++i) {
        all_are_answered = handle.call(kInput, out) && all_are_answered;
      }
      syscall(SYS_exit, all_are_answered ? 0 : 1);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}

}  // namespace muster
