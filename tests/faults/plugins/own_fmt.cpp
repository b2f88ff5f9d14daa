// SPDX-License-Identifier: Apache-2.0

// Has a copy of fmt of its own, of which this function answers something else than the host's does.
// The agent says which of the two it got.

#include <fmt/format.h>

extern "C" {
#include "fixture.h"
MUSTER_NOTE("");
}

FMT_BEGIN_NAMESPACE
std::string vformat(string_view, format_args) { return "its own"; }
FMT_END_NAMESPACE

namespace {

const muster_host* the_host;

int32_t open_asker(const muster_open* open, void**) {
  the_host = open->host;
  return MUSTER_OK;
}

int32_t ask(void*, const muster_call* call) {
  const std::string text = fmt::vformat("the host's", fmt::format_args());
  return write_text(the_host, call->token, text.data(), text.size());
}

}  // namespace

int32_t muster_register(const muster_registrar* registrar) {
  muster_agent_descriptor agent{};
  agent.struct_size = sizeof agent;
  agent.slug = TEXT("whose-fmt");
  agent.description = TEXT("Says whose fmt it calls.");
  agent.open = open_asker;
  agent.call = ask;
  return registrar->add(registrar->context, &agent);
}
