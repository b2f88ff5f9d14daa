// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILTER_H
#define MUSTER_FILTER_H

#include <cstddef>
#include <string>
#include <vector>

namespace muster {

/// Which agents or skills of a listing, and how many of them at once. `match` and `contains` have
/// at most 256 bytes.
struct Filter {
  /// Has all of these. A skill also has "KEY=VALUE" for each entry of its metadata.
  std::vector<std::string> tags = {};
  std::string match = {};     ///< an RE2 pattern that the whole slug or name fits; empty: any
  std::string contains = {};  ///< is a part of the name or the description; a is A in it
  std::string after = {};     ///< comes after this slug or name
  std::size_t limit = 0;      ///< at most so many; 0: all

  friend bool operator==(const Filter&, const Filter&) = default;
};

/// A part of a listing. Pages are of the moment at which each was asked for: what is added or
/// removed in between is on the next page or not, nothing else is skipped or shown twice.
template <class Info>
struct Page {
  std::vector<Info> items = {};  ///< sorted by slug or name
  std::string next = {};         ///< Filter::after of the page that follows; empty: none does
};

}  // namespace muster

#endif
