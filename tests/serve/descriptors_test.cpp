// SPDX-License-Identifier: Apache-2.0
#include "serve/descriptors.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

namespace muster::serve {
namespace {

TEST_CASE("a process asks for the descriptors it may have, up to 65,536, and gives none back") {
  CHECK(descriptors_wanted(1024, 4096) == 4096);
  CHECK(descriptors_wanted(1024, RLIM_INFINITY) == 65'536);
  CHECK(descriptors_wanted(1024, 1024) == 1024);
  CHECK(descriptors_wanted(100'000, RLIM_INFINITY) == 100'000);
}

TEST_CASE("connections take a quarter of the descriptors, at least one and at most 1,024") {
  CHECK(connections_within(1024) == 256);
  CHECK(connections_within(65'536) == 1024);
  CHECK(connections_within(3) == 1);
}

TEST_CASE("the limit of descriptors that is said is the one in force") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const std::uint64_t said = raise_descriptor_limit();
  rlimit after{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &after) == 0);
  CHECK(said == after.rlim_cur);
  CHECK(said == descriptors_wanted(before.rlim_cur, before.rlim_max));
  CHECK(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}

}  // namespace
}  // namespace muster::serve
