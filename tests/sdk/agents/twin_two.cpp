// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

MUSTER_AGENT("twin", "In the second file.") { return call.text("second"); }
