// SPDX-License-Identifier: Apache-2.0
#include "facade/listing.h"

#include <fmt/format.h>

#include "base/text.h"
#include "facade/codes.h"

namespace muster::facade {

Result<Selection> Selection::of(const Filter& filter) {
  if (filter.match.empty()) return Selection(filter, {});
  auto pattern = schema::Pattern::compile(filter.match);
  if (pattern) return Selection(filter, *std::move(pattern));
  return tl::unexpected(error(codes::bad_pattern, fmt::format("match={}", escaped(filter.match)),
                              escaped(pattern.error())));
}

bool Selection::takes(std::string_view name, const std::vector<std::string>& tags) const {
  const bool has_tags = std::ranges::all_of(filter_->tags, [&tags](const std::string& wanted) {
    return std::ranges::find(tags, wanted) != tags.end();
  });
  return has_tags && (!pattern_ || pattern_.matches_whole(name));
}

}  // namespace muster::facade
