// SPDX-License-Identifier: Apache-2.0
#include "serve/list_query.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "serve/codes.h"
#include "serve/target.h"

namespace muster::serve {
namespace {

Error bad_query(std::string_view subject, std::string message) {
  return error(codes::http_bad_query, escaped(subject), std::move(message));
}

std::optional<std::size_t> read_count(std::string_view text) {
  std::size_t count = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  return read.ec == std::errc() && read.ptr == end && count > 0 ? std::optional(count)
                                                                : std::nullopt;
}

}  // namespace

Result<Filter> read_list_query(std::string_view target) {
  const auto entries = query(target);
  if (!entries) return tl::unexpected(bad_query(target, "the query is not percent-encoded"));
  Filter filter;
  for (const auto& [name, value] : *entries) {
    if (name == "tag") {
      filter.tags.push_back(value);
    } else if (name == "match") {
      filter.match = value;
    } else if (name == "contains") {
      filter.contains = value;
    } else if (name == "after") {
      filter.after = value;
    } else if (name != "limit") {
      return tl::unexpected(bad_query(name, "a listing has no such parameter"));
    } else if (const auto count = read_count(value)) {
      filter.limit = *count;
    } else {
      return tl::unexpected(
          bad_query(fmt::format("limit={}", value), "the limit is not a number from 1 up"));
    }
  }
  return filter;
}

std::string list_query(const Filter& filter) {
  std::string text;
  const auto add = [&text](std::string_view name, std::string_view value) {
    text += fmt::format("{}{}={}", text.empty() ? '?' : '&', name, encode_segment(value));
  };
  for (const std::string& tag : filter.tags) add("tag", tag);
  if (!filter.match.empty()) add("match", filter.match);
  if (!filter.contains.empty()) add("contains", filter.contains);
  if (!filter.after.empty()) add("after", filter.after);
  if (filter.limit != 0) add("limit", std::to_string(filter.limit));
  return text;
}

}  // namespace muster::serve
