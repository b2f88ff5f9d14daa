// SPDX-License-Identifier: Apache-2.0
#include <muster/lease.h>

#include <utility>

#include "plugin/invoke.h"

namespace muster {

void Lease::end() noexcept { rcu::PinSlot(pin_).leave(); }

const AgentDescriptor& Lease::descriptor() const noexcept { return agent_->descriptor; }

Result<void> Lease::call(std::string_view input, std::string& out) const {
  return plugin::invoke(*agent_, {.input = input},
                        [&out](plugin::Blocks& blocks) { copy_text(blocks.view(), out); });
}

}  // namespace muster
