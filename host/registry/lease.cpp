// SPDX-License-Identifier: Apache-2.0
#include <muster/lease.h>

#include <utility>

#include "plugin/invoke.h"

namespace muster {

Lease::Lease(Lease&& other) noexcept
    : agent_(std::exchange(other.agent_, nullptr)), generation_(other.generation_) {}

Lease& Lease::operator=(Lease&& other) noexcept {
  std::swap(agent_, other.agent_);
  std::swap(generation_, other.generation_);
  return *this;
}

Lease::~Lease() {
  if (agent_ != nullptr) agent_->pins->leave();
}

const AgentDescriptor& Lease::descriptor() const noexcept { return agent_->descriptor; }

Result<void> Lease::call(std::string_view input, std::string& out) const {
  return plugin::invoke(*agent_, {.input = input},
                        [&out](plugin::Blocks& blocks) { copy_text(blocks.view(), out); });
}

}  // namespace muster
