// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_CHILDREN_H
#define MUSTER_PROBE_CHILDREN_H

namespace muster::probe {

/// Ends and reaps every child of this process, and what they leave to it, until there is none. For
/// a subreaper of one thread.
void end_children();

}  // namespace muster::probe

#endif
