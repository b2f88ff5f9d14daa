// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

MUSTER_AGENT("echo", "Repeats its text.", .input = {muster::text("text")}, .concurrent = true) {
  return call.text(call.arg<std::string_view>("text"));
}
