// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

const char* help();

MUSTER_AGENT("tool", "Answers what its helper says.") { return call.text(help()); }
