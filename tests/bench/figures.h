// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_BENCH_FIGURES_H
#define MUSTER_TESTS_BENCH_FIGURES_H

#include <benchmark/benchmark.h>

#include <functional>
#include <iosfwd>
#include <map>
#include <string>

#include "bench/rounds.h"

namespace muster::bench {

/// Makes a benchmark of a function that measures by itself.
void add_figure(const std::string& name, std::function<Measured()> measure);

/// Prints results as they come, and at the end how they compare.
class Reporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  std::map<std::string, double> nanoseconds_;  // by the benchmark's name
  int unclean_ = 0;
};

}  // namespace muster::bench

#endif
