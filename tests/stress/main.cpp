// SPDX-License-Identifier: Apache-2.0
// muster_stress SECONDS: each long run in its turn, for so long, and a short one between them. Ends
// with 1 if one found something.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "stress/churn.h"
#include "stress/crowd.h"
#include "stress/flips.h"

int main(int argc, char** argv) {
  doctest::Context context;  // for what tests/support asserts
  context.setAsDefaultForAssertsOutOfTestCases();
  const std::chrono::seconds each(argc == 2 ? std::atoi(argv[1]) : 0);
  if (each.count() <= 0) {
    std::fputs("usage: muster_stress SECONDS\n", stderr);
    return 2;
  }
  try {
    // First, while this process has one thread: it forks.
    const bool is_sound = muster::stress::flip(each);
    const bool is_crowd_told = muster::stress::crowd();
    return muster::stress::churn(each) && is_crowd_told && is_sound ? EXIT_SUCCESS : EXIT_FAILURE;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "muster_stress: %s\n", failure.what());
    return EXIT_FAILURE;
  }
}
