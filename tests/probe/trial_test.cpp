// SPDX-License-Identifier: Apache-2.0
#include "probe/trial.h"

#include <doctest/doctest.h>

#include "support/fixture_plugins.h"

namespace muster::probe {
namespace {

using Opening = plugin::Prober::Opening;

TEST_CASE("the clock starts anew for what comes after a library has registered") {
  const plugin::ProbeTask task{test::fixture("pair"), "pair.so", false};
  for (const Opening opening : {Opening::never, Opening::required}) {
    plugin::CallPool calls;
    const Picture before = Picture::take();
    Tape tape;
    tape.rewind(0);
    const TimePoint long_ago{std::chrono::seconds(1)};
    tape.begin(long_ago);
    Trial trial(task, before, tape);
    CHECK(trial.run(opening, calls).outcome == plugin::Probed::Outcome::passed);
    CHECK(tape.stage() == Stage::unloading);
    CHECK(tape.clock() > long_ago);
  }
}

}  // namespace
}  // namespace muster::probe
