// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_BUILD_H
#define MUSTER_PLUGIN_BUILD_H

#include <string_view>

namespace muster::plugin {

/// Names the code that judges libraries: 16 digits that differ wherever its sources, its compiler
/// or its sanitizers do. The host and its helper program must agree on it, and a verdict on a
/// library is one of this build alone.
///
/// Threads: any; static storage.
[[nodiscard]] std::string_view build_id() noexcept;

}  // namespace muster::plugin

#endif
