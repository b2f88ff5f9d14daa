// SPDX-License-Identifier: Apache-2.0

// An agent whose `open` throws through the C ABI, which it must not.
#include <muster/abi.h>

#include <stdexcept>

MUSTER_NOTE("");

namespace {

std::int32_t throwing(const muster_open*, void**) { throw std::runtime_error("no such zone"); }

std::int32_t succeed(void*, const muster_call*) { return MUSTER_OK; }

}  // namespace

std::int32_t muster_register(const muster_registrar* registrar) {
  muster_agent_descriptor agent{};
  agent.struct_size = sizeof agent;
  agent.slug = {"throws", 6};
  agent.description = {"Cannot be opened.", 17};
  agent.open = throwing;
  agent.call = succeed;
  return registrar->add(registrar->context, &agent);
}
