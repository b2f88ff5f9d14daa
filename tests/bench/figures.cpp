// SPDX-License-Identifier: Apache-2.0
#include "bench/figures.h"

#include <ostream>
#include <utility>

#include "bench/ratios.h"

namespace muster::bench {
namespace {

constexpr const char* kUnclean = "too few clean rounds: the fastest round";
constexpr double kNanoseconds = 1e9;

}  // namespace

void add_figure(const std::string& name, std::function<Measured()> measure) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [measure = std::move(measure)](benchmark::State& state) {
                                 for ([[maybe_unused]] auto _ : state) {
                                   const Measured measured = measure();
                                   state.SetIterationTime(measured.nanoseconds / kNanoseconds);
                                   if (!measured.is_clean) state.SetLabel(kUnclean);
                                 }
                               })
      ->Iterations(1)
      ->UseManualTime();
}

void Reporter::ReportRuns(const std::vector<Run>& runs) {
  ConsoleReporter::ReportRuns(runs);
  for (const Run& run : runs) {
    if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
    const double seconds = run.real_accumulated_time / static_cast<double>(run.iterations);
    nanoseconds_[run.run_name.function_name] = seconds * kNanoseconds;
    if (run.report_label == kUnclean) ++unclean_;
  }
}

void Reporter::Finalize() {
  ConsoleReporter::Finalize();
  print_comparison(GetOutputStream(), nanoseconds_);
  if (unclean_ > 0) {
    GetOutputStream() << '\n'
                      << unclean_ << " figures had too few clean rounds: the machine is busy\n";
  }
}

}  // namespace muster::bench
