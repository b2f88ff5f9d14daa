// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_UNPRIVILEGED_H
#define MUSTER_TESTS_SUPPORT_UNPRIVILEGED_H

#include <doctest/doctest.h>
#include <unistd.h>

namespace muster::test {

/// Nothing is unreadable to root, who therefore is somebody else for a while. Anybody else stays
/// who he is.
class Unprivileged {
 public:
  Unprivileged() {
    if (is_root_) REQUIRE(::seteuid(65534) == 0);
  }
  ~Unprivileged() {
    if (is_root_) static_cast<void>(::seteuid(0));
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;

 private:
  const bool is_root_ = ::geteuid() == 0;
};

}  // namespace muster::test

#endif
