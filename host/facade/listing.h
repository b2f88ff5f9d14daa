// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FACADE_LISTING_H
#define MUSTER_FACADE_LISTING_H

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <muster/error.h>
#include <muster/filter.h>
#include "schema/pattern.h"

namespace muster::facade {

/// A filter with its pattern compiled.
///
/// Lifetime: within the filter's.
class Selection {
 public:
  /// An error, "host.bad_pattern": `match` is no pattern, or it or `contains` has over 256 bytes.
  [[nodiscard]] static Result<Selection> of(const Filter& filter);

  [[nodiscard]] bool takes(std::string_view name, std::string_view description,
                           const std::vector<std::string>& tags) const;

 private:
  Selection(const Filter& filter, schema::Pattern pattern);

  const Filter* filter_;
  schema::Pattern pattern_;  // none: any name
  std::string part_;         // in lower case
};

/// The page of `items`, a range sorted by name, that the filter asks for.
template <class Items, class NameOf, class DescriptionOf, class TagsOf, class InfoOf>
[[nodiscard]] auto page_of(const Items& items, const Filter& filter, NameOf name_of,
                           DescriptionOf description_of, TagsOf tags_of, InfoOf info_of)
    -> Result<Page<std::decay_t<decltype(info_of(*items.begin()))>>> {
  const auto selection = Selection::of(filter);
  if (!selection) return tl::unexpected(selection.error());
  Page<std::decay_t<decltype(info_of(*items.begin()))>> page;
  std::string_view last;
  for (auto item = std::ranges::upper_bound(items, std::string_view(filter.after), {}, name_of);
       item != items.end(); ++item) {
    const std::string_view name = name_of(*item);
    if (!selection->takes(name, description_of(*item), tags_of(*item))) continue;
    if (filter.limit != 0 && page.items.size() == filter.limit) {
      page.next = last;
      break;
    }
    page.items.push_back(info_of(*item));
    last = name;
  }
  return page;
}

}  // namespace muster::facade

#endif
