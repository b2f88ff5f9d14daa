// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_MOVE_AWAY_H
#define MUSTER_BASE_MOVE_AWAY_H

#include <pthread.h>

namespace muster {

/// Has a thread that was just made begin on another processor than this one. The kernel leaves it
/// where it was made until the next tick, if the others of a virtual machine sleep, and that is
/// longer than most of what such a thread is for. Later it may run wherever this thread may.
///
/// Threads: any. Lifetime: the thread is not joined yet; if it has ended, this one is moved
/// instead, and may run where it could before. Errors: it stays where it is.
void move_away(pthread_t thread) noexcept;

}  // namespace muster

#endif
