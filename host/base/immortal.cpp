// SPDX-License-Identifier: Apache-2.0
#include "base/immortal.h"

#include <mutex>
#include <utility>
#include <vector>

namespace muster {
namespace {

struct Kept {
  std::mutex mutex;
  std::vector<std::shared_ptr<const void>> objects;  // guarded by mutex
};

}  // namespace

void keep_for_good(std::shared_ptr<const void> object) {
  static Kept& kept = *std::make_unique<Kept>().release();  // itself never destroyed
  const std::lock_guard lock(kept.mutex);
  kept.objects.push_back(std::move(object));
}

}  // namespace muster
