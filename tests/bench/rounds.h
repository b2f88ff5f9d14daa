// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_BENCH_ROUNDS_H
#define MUSTER_TESTS_BENCH_ROUNDS_H

#include <cstddef>
#include <functional>

/// How to measure nanoseconds on a machine that does other things too: pinned threads, short
/// rounds, and a round counts only if its threads had their processors to themselves.
namespace muster::bench {

struct Arrangement {
  int readers = 1;
  /// Called again and again, once a millisecond, on a thread of its own. Empty: nobody writes.
  std::function<void()> write = {};
};

struct Measured {
  double nanoseconds = 0;  ///< for one operation: the median of the rounds that count
  bool is_clean = false;   ///< false: too few rounds counted, so it is the fastest round
};

/// What one thread measures: runs at least `count` operations, and says how many it was.
using Operations = std::function<std::size_t(int thread, std::size_t count)>;

/// With more threads than processors, and only then, no round is clean; it is the time that the
/// threads were given by the processor that counts.
[[nodiscard]] Measured measure(const Arrangement& arrangement, const Operations& operations);

}  // namespace muster::bench

#endif
