// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <benchmark/benchmark.h>
#include <doctest/doctest.h>

#include "bench/figures.h"

int main(int argc, char** argv) {
  doctest::Context context;  // for what tests/support asserts
  context.setAsDefaultForAssertsOutOfTestCases();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  muster::bench::Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
}
