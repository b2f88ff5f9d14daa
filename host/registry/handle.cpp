// SPDX-License-Identifier: Apache-2.0
#include <muster/handle.h>

#include "registry/registry.h"

namespace muster {

Result<void> Handle::call(std::string_view input, std::string& out) {
  const auto lease = registry_->find(slug_, found_);
  if (lease) return lease->call(input, out);
  return tl::unexpected(registry::why_not_found(lease.error(), slug_));
}

}  // namespace muster
