// SPDX-License-Identifier: Apache-2.0
#include "clock/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace clock_agent {
namespace {

std::string folded(std::string_view name) {
  std::string out(name);
  std::ranges::transform(out, out.begin(), [](char c) {
    if (c == ' ' || c == '-') return '_';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

// Levenshtein's: how many letters have to be put in, taken out or changed.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < one.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i] == other[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({changed, diagonal + 1, row[j] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> nearest_names(std::string_view name,
                                       const std::vector<std::string>& names) {
  constexpr std::size_t kLengthMax = 64;
  constexpr std::size_t kNamesMax = 3;
  if (name.empty() || name.size() > kLengthMax) return {};
  const std::string wanted = folded(name);
  std::vector<std::pair<std::size_t, std::string>> near;
  std::size_t least = wanted.size() / 3;
  for (const std::string& known : names) {
    const std::string whole = folded(known);
    const auto place = std::string_view(whole).substr(whole.rfind('/') + 1);
    const std::size_t away = std::min(distance(wanted, whole), distance(wanted, place));
    if (away > least) continue;
    least = away;
    near.emplace_back(away, known);
  }
  std::erase_if(near, [least](const auto& one) { return one.first > least; });
  std::vector<std::string> nearest;
  for (auto& [away, known] : near) {
    if (nearest.size() < kNamesMax) nearest.push_back(std::move(known));
  }
  return nearest;
}

}  // namespace clock_agent
