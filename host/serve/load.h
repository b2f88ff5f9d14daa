// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_LOAD_H
#define MUSTER_SERVE_LOAD_H

#include <cstddef>
#include <string>
#include <vector>

namespace muster::serve {

/// What the workers do for one agent.
struct AgentLoad {
  std::string slug;
  std::size_t busy = 0;        ///< workers inside a call of it, lost ones too
  std::size_t lost = 0;        ///< those whose call is past its deadline
  std::size_t waiting = 0;     ///< calls without a worker
  bool is_overloaded = false;  ///< too many are lost: it gets no more calls
};

/// What the workers do.
struct Load {
  std::size_t busy = 0;
  std::size_t lost = 0;
  std::size_t waiting = 0;
  std::vector<AgentLoad> agents = {};  ///< with a call, sorted by slug
};

}  // namespace muster::serve

#endif
