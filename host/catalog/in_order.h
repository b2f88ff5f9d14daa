// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CATALOG_IN_ORDER_H
#define MUSTER_CATALOG_IN_ORDER_H

#include <cstddef>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace muster::catalog {

/// Finds items of an earlier walk by path. Walks go in one order, so the next one that is asked for
/// is mostly the one behind the last; only where it is not, all are put into a map.
///
/// Lifetime: the items' outlives it.
template <class Item, class PathOf>
class InOrder {
 public:
  InOrder(const std::vector<Item>& items, PathOf path_of) : items_(items), path_of_(path_of) {}

  /// The item's place, if there is one of this path.
  [[nodiscard]] std::optional<std::size_t> find(std::string_view path) {
    if (next_ == items_.size() || path_of_(items_[next_]) != path) {
      if (places_.empty()) {
        std::size_t place = 0;
        for (const Item& item : items_) places_.emplace(path_of_(item), place++);
      }
      const auto place = places_.find(path);
      if (place == places_.end()) return std::nullopt;
      next_ = place->second;
    }
    return next_++;
  }

 private:
  const std::vector<Item>& items_;
  PathOf path_of_;
  std::size_t next_ = 0;
  std::unordered_map<std::string_view, std::size_t> places_;
};

}  // namespace muster::catalog

#endif
