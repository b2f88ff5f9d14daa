// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_DEADLINE_H
#define MUSTER_PROBE_DEADLINE_H

#include <chrono>
#include <cstddef>

#include "base/clock.h"
#include "plugin/probe_protocol.h"
#include "probe/tape.h"

namespace muster::probe {

/// Whether a library is at what opening an agent leads to, which has a time of its own.
[[nodiscard]] bool is_opening(const plugin::ProbeRequest& request, Stage stage);

/// The time that a library has for what it is at.
[[nodiscard]] std::chrono::milliseconds patience_of(const plugin::ProbeRequest& request,
                                                    Stage stage);

/// How long the libraries of a worker still have.
class Deadline {
 public:
  /// Keeps references.
  Deadline(const plugin::ProbeRequest& request, const Tape& tape, TimePoint now);

  /// What is left to the library that is at work, with as many begun as the tape said just before;
  /// zero or less: it is out of time.
  [[nodiscard]] std::chrono::milliseconds left(std::size_t begun, TimePoint now);

  /// Who meant to wake at `due` and comes more than a second late was held up with the whole
  /// machine, and so was the worker: it gets its time anew.
  void woke(TimePoint due, TimePoint now);

 private:
  const plugin::ProbeRequest& request_;
  const Tape& tape_;
  TimePoint clock_;        // of the tape, as it was seen last
  TimePoint seen_at_;      // when it was first seen so
  TimePoint thawed_at_{};  // when the machine last went on
};

}  // namespace muster::probe

#endif
