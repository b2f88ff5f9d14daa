// SPDX-License-Identifier: Apache-2.0
#include "base/move_away.h"

#include <doctest/doctest.h>
#include <sched.h>

#include <future>
#include <thread>

namespace muster {
namespace {

// Where it begins is the kernel's affair, and no test could be sure of it; that it is not bound to
// anything afterwards is ours.
TEST_CASE("a thread that was moved away may run wherever this one may") {
  std::promise<void> end;
  std::thread thread([&end] { end.get_future().wait(); });
  move_away(thread.native_handle());
  cpu_set_t own;
  cpu_set_t its;
  CHECK(::pthread_getaffinity_np(::pthread_self(), sizeof own, &own) == 0);
  CHECK(::pthread_getaffinity_np(thread.native_handle(), sizeof its, &its) == 0);
  CHECK(CPU_EQUAL(&own, &its));
  end.set_value();
  thread.join();
}

}  // namespace
}  // namespace muster
