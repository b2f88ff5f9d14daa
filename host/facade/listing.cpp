// SPDX-License-Identifier: Apache-2.0
#include "facade/listing.h"

#include <fmt/format.h>

#include <cstring>

#include "base/text.h"
#include "facade/codes.h"

namespace muster::facade {
namespace {

constexpr std::size_t kSoughtMost = 256;  // bytes: whoever may list shall not keep a host busy

std::string lowered(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// By memmem(), which is linear in the text at its worst.
bool has(std::string_view text, std::string_view lowered_part) {
  const std::string lower = lowered(text);
  return ::memmem(lower.data(), lower.size(), lowered_part.data(), lowered_part.size()) != nullptr;
}

Result<void> within_limit(std::string_view parameter, std::string_view sought) {
  if (sought.size() <= kSoughtMost) return {};
  return tl::unexpected(
      error(codes::bad_pattern, std::string(parameter),
            fmt::format("it has {} bytes; the limit is {}", sought.size(), kSoughtMost),
            "look for a shorter one"));
}

}  // namespace

Selection::Selection(const Filter& filter, schema::Pattern pattern)
    : filter_(&filter), pattern_(std::move(pattern)), part_(lowered(filter.contains)) {}

Result<Selection> Selection::of(const Filter& filter) {
  if (auto fits = within_limit("contains", filter.contains); !fits) {
    return tl::unexpected(std::move(fits.error()));
  }
  if (auto fits = within_limit("match", filter.match); !fits) {
    return tl::unexpected(std::move(fits.error()));
  }
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
  return has_tags && (!pattern_ || pattern_.matches_whole(name)) &&
         (part_.empty() || has(name, part_) || has(description, part_));
}

}  // namespace muster::facade
