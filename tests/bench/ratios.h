// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_BENCH_RATIOS_H
#define MUSTER_TESTS_BENCH_RATIOS_H

#include <iosfwd>
#include <map>
#include <string>

namespace muster::bench {

using Figures = std::map<std::string, double>;  // nanoseconds by the benchmark's name

/// Prints what each way to find an agent costs, side by side, and each ratio that is a goal beside
/// it. What was not measured is left out.
void print_comparison(std::ostream& out, const Figures& figures);

}  // namespace muster::bench

#endif
