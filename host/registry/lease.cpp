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
  auto blocks = plugin::invoke(*agent_, {.input = input});
  if (!blocks) return tl::unexpected(std::move(blocks.error()));
  out = text_of(*blocks);
  return {};
}

}  // namespace muster
