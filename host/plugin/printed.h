// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_PRINTED_H
#define MUSTER_PLUGIN_PRINTED_H

#include <string>

#include "base/unique_fd.h"

namespace muster::plugin {

/// A file in memory that takes what a process prints, each piece after the last. None: the system
/// refused.
[[nodiscard]] UniqueFd make_printed();

/// The end of it, at most 2 KiB, fit for a line of output; empty: nothing was printed.
[[nodiscard]] std::string printed_tail(int file);

}  // namespace muster::plugin

#endif
