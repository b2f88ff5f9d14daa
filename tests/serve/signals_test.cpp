// SPDX-License-Identifier: Apache-2.0
#include "serve/signals.h"

#include <doctest/doctest.h>

#include <csignal>

namespace muster::serve {
namespace {

TEST_CASE("SIGHUP from a process asks for a reload, from the kernel for the end") {
  CHECK(request_of(SIGHUP, SI_USER) == SignalRequest::reload);
  CHECK(request_of(SIGHUP, SI_QUEUE) == SignalRequest::reload);
  CHECK(request_of(SIGHUP, SI_KERNEL) == SignalRequest::stop);
}

TEST_CASE("SIGINT and SIGTERM ask for the end, whoever sends them") {
  CHECK(request_of(SIGTERM, SI_USER) == SignalRequest::stop);
  CHECK(request_of(SIGINT, SI_KERNEL) == SignalRequest::stop);
  CHECK(request_of(SIGUSR1, SI_USER) == SignalRequest::none);
}

}  // namespace
}  // namespace muster::serve
