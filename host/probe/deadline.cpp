// SPDX-License-Identifier: Apache-2.0
#include "probe/deadline.h"

#include <algorithm>

namespace muster::probe {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kLateness{1};

}  // namespace

bool is_opening(const plugin::ProbeRequest& request, Stage stage) {
  return request.opening != plugin::Prober::Opening::never && stage >= Stage::opening;
}

milliseconds patience_of(const plugin::ProbeRequest& request, Stage stage) {
  return is_opening(request, stage) ? request.open_patience : request.patience;
}

Deadline::Deadline(const plugin::ProbeRequest& request, const Tape& tape, TimePoint now)
    : request_(request), tape_(tape), clock_(tape.clock()), seen_at_(now) {}

milliseconds Deadline::left(std::size_t begun, TimePoint now) {
  if (const TimePoint clock = tape_.clock(); clock != clock_) {
    clock_ = clock;
    seen_at_ = now;
  }
  // The worker's own clock is more exact, but a library may have spoilt it.
  const TimePoint since = begun > tape_.ended() ? std::min(seen_at_, clock_) : seen_at_;
  const Stage stage = tape_.stage();
  TimePoint end = later(std::max(since, thawed_at_), patience_of(request_, stage));
  if (is_opening(request_, stage)) {
    end = std::min(end, later(std::max(tape_.opening(), thawed_at_), opening_limit(request_)));
  }
  return std::chrono::ceil<milliseconds>(end - now);
}

void Deadline::woke(TimePoint due, TimePoint now) {
  if (now > later(due, kLateness)) thawed_at_ = now;
}

}  // namespace muster::probe
