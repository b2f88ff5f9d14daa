// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_STEPS_H
#define MUSTER_SCHEMA_STEPS_H

#include <cstddef>

namespace muster::schema {

/// What one check may cost. A step is some tens of nanoseconds.
class Steps {
 public:
  explicit Steps(std::size_t budget) noexcept : left_(budget) {}

  /// False, now and ever after: the budget is spent.
  [[nodiscard]] bool take(std::size_t count = 1) noexcept {
    if (count > left_) spent_ = true;
    if (!spent_) left_ -= count;
    return !spent_;
  }
  [[nodiscard]] bool spent() const noexcept { return spent_; }

 private:
  std::size_t left_;
  bool spent_ = false;
};

}  // namespace muster::schema

#endif
