// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

MUSTER_AGENT("zebra", "The last by name, in the first file.") { return call.text("zebra"); }

MUSTER_AGENT("ant", "Two agents in one file.") { return call.text("ant"); }
