// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

namespace {

MUSTER_AGENT("moth", "In an unnamed namespace.") { return call.text("moth"); }

}  // namespace
