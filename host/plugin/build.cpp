// SPDX-License-Identifier: Apache-2.0
#include "plugin/build.h"

#include "plugin/build_id.h"  // written by host/cmake/MusterBuildId.cmake

namespace muster::plugin {

std::string_view build_id() noexcept { return MUSTER_BUILD_ID; }

}  // namespace muster::plugin
