// SPDX-License-Identifier: Apache-2.0
#include "facade/listing.h"

#include <fmt/format.h>

#include "base/text.h"
#include "facade/codes.h"

namespace muster::facade {
namespace {

char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool has(std::string_view text, std::string_view part) {
  return !std::ranges::search(text, part, {}, lowered, lowered).empty();
}

}  // namespace

Result<Selection> Selection::of(const Filter& filter) {
  if (filter.match.empty()) return Selection(filter, {});
  auto pattern = schema::Pattern::compile(filter.match);
  if (pattern) return Selection(filter, *std::move(pattern));
  return tl::unexpected(error(codes::bad_pattern, fmt::format("match={}", escaped(filter.match)),
                              escaped(pattern.error())));
}

bool Selection::takes(std::string_view name, std::string_view description,
                      const std::vector<std::string>& tags) const {
  const bool has_tags = std::ranges::all_of(filter_->tags, [&tags](const std::string& wanted) {
    return std::ranges::find(tags, wanted) != tags.end();
  });
  const std::string& part = filter_->contains;
  return has_tags && (!pattern_ || pattern_.matches_whole(name)) &&
         (part.empty() || has(name, part) || has(description, part));
}

}  // namespace muster::facade
