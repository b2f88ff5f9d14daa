// SPDX-License-Identifier: Apache-2.0
#include "serve/host_api.h"

namespace muster::serve {

Result<CallResult> HostApi::call(std::string_view slug, std::string_view input,
                                 std::optional<Deadline> deadline) {
  busy_.fetch_add(1, std::memory_order_relaxed);
  auto result = host_.call(slug, input, deadline);
  busy_.fetch_sub(1, std::memory_order_relaxed);
  return result;
}

}  // namespace muster::serve
