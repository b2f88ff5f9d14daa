// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

#include <chrono>

namespace insects {

MUSTER_AGENT("bee", "In a namespace, with everything it may say of itself.",
             .input = {muster::text("text", "a \"quoted\"\ttext"),
                       muster::integer("count").optional()},
             .title = "Bee", .version = "1.2", .tags = {"insect", "useful"}, .concurrent = true,
             .idempotent = true, .read_only = true, .destructive = true, .open_world = true,
             .deprecated = true, .replaced_by = "ant", .deadline = std::chrono::seconds(2)) {
  return call.text("bee");
}

}  // namespace insects
