// SPDX-License-Identifier: Apache-2.0
#include "reload/queue.h"

#include <doctest/doctest.h>

namespace muster::reload {
namespace {

TEST_SUITE_BEGIN("reload");

TEST_CASE("one reload runs at a time and any number of requests meanwhile make one more") {
  Queue queue;
  CHECK_FALSE(queue.begin());
  queue.request(Trigger::sighup, {});
  CHECK(queue.begin() == Queue::Next{Trigger::sighup, false});
  for (int i = 0; i < 1000; ++i) queue.request(Trigger::request, {});
  CHECK_FALSE(queue.begin());
  queue.end({});
  CHECK(queue.begin() == Queue::Next{Trigger::request, false});
  queue.end({});
  CHECK_FALSE(queue.begin());
}

TEST_CASE("a look runs as what somebody asked for, whoever was first") {
  Queue queue;
  queue.look(Trigger::file_change);
  queue.look(Trigger::rescan);
  CHECK(queue.begin() == Queue::Next{Trigger::file_change, true});
  queue.end({});
  queue.look(Trigger::file_change);
  queue.request(Trigger::sighup, {});
  CHECK(queue.begin() == Queue::Next{Trigger::sighup, false});
  queue.end({});
  queue.request(Trigger::sighup, {});
  queue.look(Trigger::file_change);
  CHECK(queue.begin() == Queue::Next{Trigger::sighup, false});
}

TEST_CASE("who asks during a reload hears of the next one") {
  Queue queue;
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  queue.request(Trigger::request, [&](const ReloadReport& report) { first = report.number; });
  static_cast<void>(queue.begin());
  queue.request(Trigger::request, [&](const ReloadReport& report) { second = report.number; });
  queue.end({.number = 1});
  CHECK(first == 1);
  CHECK(second == 0);
  static_cast<void>(queue.begin());
  queue.end({.number = 2});
  CHECK(first == 1);
  CHECK(second == 2);
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::reload
