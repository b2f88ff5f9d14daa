// SPDX-License-Identifier: Apache-2.0
#include "serve/state_folder.h"

#include <fmt/format.h>

namespace muster::serve {

std::string state_folder(const std::string& given, std::string_view host_name,
                         const Environment& environment) {
  if (!given.empty()) return given;
  const std::string& home = environment.xdg_state_home;
  if (!home.empty()) return fmt::format("{}/muster/{}", home, host_name);
  return environment.var_muster_is_writable ? fmt::format("/var/lib/muster/{}", host_name) : "";
}

}  // namespace muster::serve
