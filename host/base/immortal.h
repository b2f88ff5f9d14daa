// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_IMMORTAL_H
#define MUSTER_BASE_IMMORTAL_H

#include <memory>

namespace muster {

/// Keeps an object until the process ends: its destructor never runs. For what code that cannot be
/// stopped may still use. It stays reachable, so a leak checker can tell it from a loss.
///
/// Threads: any.
void keep_for_good(std::shared_ptr<const void> object);

}  // namespace muster

#endif
