// SPDX-License-Identifier: Apache-2.0
#include "plugin/progress_service.h"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "plugin/agent.h"
#include "plugin/call_pool.h"

namespace muster::plugin {
namespace {

struct Reported {
  double done;
  double total;
  std::string message;
  friend bool operator==(const Reported&, const Reported&) = default;
};

struct Fixture {
  CallPool pool;
  Agent agent;
  std::vector<Reported> seen;
  ProgressListener listener = [this](const Progress& progress) {
    seen.push_back({progress.done, progress.total, std::string(progress.message)});
  };

  std::int32_t report(std::uint64_t token, double done, double total = 0,
                      std::string_view message = {}) const {
    const auto& api = *static_cast<const muster_progress_api*>(pool.host().extension(
        pool.host().context, {MUSTER_PROGRESS_ID, sizeof(MUSTER_PROGRESS_ID) - 1}));
    return api.report(api.context, token, done, total, {message.data(), message.size()});
  }
};

}  // namespace

TEST_CASE_FIXTURE(Fixture, "the caller's listener hears how far the call is") {
  const CallPool::Call call(pool, agent, {.on_progress = &listener});
  CHECK(report(call.token(), 1, 4, "reading") == MUSTER_OK);
  CHECK(report(call.token(), 1) == MUSTER_OK);
  CHECK(report(call.token(), 2.5, 4) == MUSTER_OK);
  CHECK(seen == std::vector<Reported>{{1, 4, "reading"}, {1, 0, ""}, {2.5, 4, ""}});
}

TEST_CASE_FIXTURE(Fixture, "progress that falls back or is no amount is invalid") {
  const CallPool::Call call(pool, agent, {.on_progress = &listener});
  CHECK(report(call.token(), 2) == MUSTER_OK);
  for (const double wrong : {1.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    CHECK(report(call.token(), wrong) == MUSTER_INVALID);
    if (wrong != 1.0) CHECK(report(call.token(), 2, wrong) == MUSTER_INVALID);
  }
  CHECK(report(call.token(), 2, 0, "\xff") == MUSTER_INVALID);
  CHECK(seen.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "where nobody listens a report succeeds") {
  const CallPool::Call call(pool, agent, {});
  CHECK(report(call.token(), 1) == MUSTER_OK);
  CHECK(report(call.token(), 0.5) == MUSTER_INVALID);
}

TEST_CASE_FIXTURE(Fixture, "a call that is late or has ended reports no more") {
  const CallPool::Call late(
      pool, agent, {.deadline = std::chrono::steady_clock::now(), .on_progress = &listener});
  CHECK(report(late.token(), 1) == MUSTER_CANCELLED);
  CallPool::Call ended(pool, agent, {.on_progress = &listener});
  std::ignore = ended.end();
  CHECK(report(ended.token(), 1) == MUSTER_GONE);
  CHECK(seen.empty());
}

TEST_CASE_FIXTURE(Fixture, "each call begins at nothing") {
  for (int i = 0; i < 2; ++i) {
    const CallPool::Call call(pool, agent, {.on_progress = &listener});
    CHECK(report(call.token(), 5 - i) == MUSTER_OK);
  }
}

TEST_CASE_FIXTURE(Fixture, "a listener that throws does not fail the call") {
  const ProgressListener throwing = [](const Progress&) { throw std::runtime_error("no"); };
  CallPool::Call call(pool, agent, {.on_progress = &throwing});
  CHECK(report(call.token(), 1) == MUSTER_OK);
  CHECK_FALSE(call.end().too_large);
}

}  // namespace muster::plugin
