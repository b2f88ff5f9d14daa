// SPDX-License-Identifier: Apache-2.0
#include "serve/target.h"

#include <algorithm>
#include <charconv>

namespace muster::serve {
namespace {

bool is_unreserved(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::optional<std::string> decode(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded += text[at];
      continue;
    }
    const std::string_view digits = text.substr(at + 1, 2);
    unsigned char byte = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() < 2 || problem != std::errc{} || end != digits.data() + 2) {
      return std::nullopt;
    }
    decoded += static_cast<char>(byte);
    at += 2;
  }
  return decoded;
}

}  // namespace

std::optional<std::vector<std::string>> path_segments(std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  if (!path.starts_with('/')) return std::nullopt;
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    auto decoded = decode(segment);
    if (!decoded) return std::nullopt;
    segments.push_back(std::move(*decoded));
    path.remove_prefix(segment.size());
  }
  return segments;
}

std::optional<std::vector<std::pair<std::string, std::string>>> query(std::string_view target) {
  std::vector<std::pair<std::string, std::string>> entries;
  const std::size_t begin = target.find('?');
  std::string_view rest = begin == std::string_view::npos ? "" : target.substr(begin + 1);
  while (!rest.empty()) {
    const std::string_view entry = rest.substr(0, rest.find('&'));
    const std::size_t middle = std::min(entry.find('='), entry.size());
    auto name = decode(entry.substr(0, middle));
    auto value = decode(entry.substr(std::min(middle + 1, entry.size())));
    if (!name || !value) return std::nullopt;
    entries.emplace_back(*std::move(name), *std::move(value));
    rest.remove_prefix(std::min(entry.size() + 1, rest.size()));
  }
  return entries;
}

std::optional<std::string> query_value(std::string_view target, std::string_view name) {
  const auto entries = query(target);
  if (!entries) return std::nullopt;
  const auto found = std::ranges::find(*entries, name, &std::pair<std::string, std::string>::first);
  return found == entries->end() ? std::string() : found->second;
}

std::string encode_segment(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  return encoded;
}

}  // namespace muster::serve
