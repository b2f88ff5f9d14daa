// SPDX-License-Identifier: Apache-2.0
// Calls of a handle and a lease once they are warm. A program of its own: its operator new counts.
#include <doctest/doctest.h>
#include <muster/host.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "support/allocations.h"
#include "support/no_system_calls.h"
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
    const auto before = test::allocations();
    for (int i = 0; i < kCalls; ++i) {
      all_are_answered = handle.call(kInput, out) && lease->call(kInput, out) && all_are_answered;
    }
    CHECK(test::allocations().count == before.count);
    CHECK(all_are_answered);
  }
}

TEST_CASE_FIXTURE(Fixture, "a warm call of a handle or a lease makes no system call") {
  for (const std::string_view slug : kSlugs) {
    CAPTURE(slug);
    Handle handle = serving.host.handle(slug);
    const auto lease = serving.host.find(slug);
    REQUIRE(lease);
    warm_up(handle);
    CHECK(test::runs_without_system_calls([&] {
      for (int i = 0; i < kCalls; ++i) {
        if (!handle.call(kInput, out) || !lease->call(kInput, out)) std::abort();
      }
    }));
  }
}

}  // namespace muster
