// SPDX-License-Identifier: Apache-2.0
// Benchmarks are named find/WAY/SIZE/hit|miss/READERS/idle|writer/indep|dep and
// use/WAY/SIZE/THREADS, skills/WHAT/SIZE, schema/WHAT and hostile/WHAT.
#include "bench/ratios.h"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <ostream>
#include <string_view>

namespace muster::bench {
namespace {

enum class Bound : bool { at_least, at_most };

struct Goal {
  const char* what;
  const char* above;  // this over
  const char* below;  // that, or a unit of time
  Bound bound;
  double goal;
};

constexpr const char* kMillisecond = "millisecond";
constexpr const char* kMicrosecond = "microsecond";

constexpr const char* kFind = "find/muster/1110/hit/1/idle/indep";
constexpr const char* kFindOfTwo = "find/muster/1110/hit/2/idle/indep";

constexpr std::array kGoals{
    Goal{"ets:lookup", "find/ets_lookup/1110/hit/1/idle/indep", kFind, Bound::at_least, 15},
    Goal{"ets:lookup_element", "find/ets_lookup_element/1110/hit/1/idle/indep", kFind,
         Bound::at_least, 7},
    Goal{"persistent_term", "find/persistent_term/1110/hit/1/idle/indep", kFind, Bound::at_least,
         4},
    Goal{"shared_mutex, 1 reader", "find/shared_mutex/1110/hit/1/idle/indep", kFind,
         Bound::at_least, 2.5},
    Goal{"shared_mutex, 2 readers", "find/shared_mutex/1110/hit/2/idle/indep", kFindOfTwo,
         Bound::at_least, 6},
    Goal{"atomic<shared_ptr>, 2 readers", "find/atomic_shared_ptr/1110/hit/2/idle/indep",
         kFindOfTwo, Bound::at_least, 15},
    Goal{"cds_lfht", "find/cds_lfht/1110/hit/1/idle/indep", kFind, Bound::at_least, 1.5},
    Goal{"over the floor, latency", "find/muster/1110/hit/1/idle/dep",
         "find/floor/1110/hit/1/idle/dep", Bound::at_most, 1.4},
    Goal{"over the floor, throughput", kFind, "find/floor/1110/hit/1/idle/indep", Bound::at_most,
         2},
    Goal{"with a writer over idle, 1 reader", "find/muster/1110/hit/1/writer/indep", kFind,
         Bound::at_most, 2},
    Goal{"with a writer over idle, 2 readers", "find/muster/1110/hit/2/writer/indep", kFindOfTwo,
         Bound::at_most, 2},
    Goal{"find, pin, call, unpin: shared_mutex, 1 thread", "use/shared_mutex/1110/1",
         "use/lease/1110/1", Bound::at_least, 4},
    Goal{"find, pin, call, unpin: shared_mutex, 2 threads", "use/shared_mutex/1110/2",
         "use/lease/1110/2", Bound::at_least, 12},
    Goal{"1,000 skills loaded over read and parsed bare", "skills/load/1000", "skills/bare/1000",
         Bound::at_most, 1.5},
    Goal{"reload of one skill of 1,000, ms", "skills/reload_one/1000", kMillisecond, Bound::at_most,
         2},
    Goal{"schema compiled, us", "schema/compile", kMicrosecond, Bound::at_most, 10},
    Goal{"small object checked, us", "schema/check", kMicrosecond, Bound::at_most, 1},
    Goal{"1 MB against ^[a-z]+$, ms", "hostile/pattern", kMillisecond, Bound::at_most, 100},
    Goal{"1 MB against (x+x+)+y, ms", "hostile/backtracking", kMillisecond, Bound::at_most, 100},
    Goal{"100,000 unique items, ms", "hostile/unique", kMillisecond, Bound::at_most, 100},
};

constexpr std::array kWays{"floor",
                           "muster",
                           "lease",
                           "absl",
                           "cds_lfht",
                           "shared_mutex",
                           "atomic_shared_ptr",
                           "persistent_term",
                           "ets_lookup_element",
                           "ets_lookup"};

constexpr std::array kColumns{"hit/1/idle/indep", "miss/1/idle/indep",  "hit/2/idle/indep",
                              "hit/1/idle/dep",   "hit/1/writer/indep", "hit/2/writer/indep"};

std::optional<double> find(const Figures& figures, const std::string& name) {
  if (name == kMillisecond) return 1e6;
  if (name == kMicrosecond) return 1e3;
  const auto found = figures.find(name);
  if (found == figures.end()) return std::nullopt;
  return found->second;
}

void print_figures(std::ostream& out, const Figures& figures, int size) {
  out << fmt::format("\n{:<20}{:>10}{:>10}{:>10}{:>10}{:>12}{:>12}\n",
                     fmt::format("find, N = {}, ns", size), "hit", "miss", "hit 2T", "hit dep",
                     "hit writer", "2T writer");
  for (const std::string_view way : kWays) {
    std::string line;
    bool is_any = false;
    for (const std::string_view column : kColumns) {
      const auto figure = find(figures, fmt::format("find/{}/{}/{}", way, size, column));
      const int width = column.find("writer") == column.npos ? 10 : 12;
      line += figure ? fmt::format("{:>{}.1f}", *figure, width) : fmt::format("{:>{}}", '-', width);
      is_any = is_any || figure;
    }
    if (is_any) out << fmt::format("{:<20}{}\n", way, line);
  }
}

void print_goals(std::ostream& out, const Figures& figures) {
  out << fmt::format("\n{:<54}{:>8}  {:<15}\n", "ratio; to find: N = 1110, hit", "is", "goal");
  for (const Goal& goal : kGoals) {
    const auto above = find(figures, goal.above);
    const auto below = find(figures, goal.below);
    if (!above || !below) continue;
    const double ratio = *above / *below;
    const bool is_met = goal.bound == Bound::at_least ? ratio >= goal.goal : ratio <= goal.goal;
    out << fmt::format("{:<54}{:>8.2f}  {} {:<5}{}\n", goal.what, ratio,
                       goal.bound == Bound::at_least ? "at least" : "at most ", goal.goal,
                       is_met ? "" : "  MISSED");
  }
}

}  // namespace

void print_comparison(std::ostream& out, const Figures& figures) {
  for (const int size : {70, 1'110, 100'000}) print_figures(out, figures, size);
  print_goals(out, figures);
}

}  // namespace muster::bench
