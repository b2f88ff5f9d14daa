// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_AT_END_H
#define MUSTER_SERVE_AT_END_H

#include <utility>

namespace muster::serve {

/// Does something at the end of a scope, however it ends.
template <class Work>
class AtEnd {
 public:
  explicit AtEnd(Work work) : work_(std::move(work)) {}
  ~AtEnd() { work_(); }
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

 private:
  Work work_;
};

}  // namespace muster::serve

#endif
