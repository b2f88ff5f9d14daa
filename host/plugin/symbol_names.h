// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_SYMBOL_NAMES_H
#define MUSTER_PLUGIN_SYMBOL_NAMES_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace muster::plugin {

/// Names of symbols, as they are in the file: C++ names are mangled.
struct SymbolNames {
  std::vector<std::string> names;  ///< no more than the first kNamesMax
  std::size_t count = 0;           ///< of all of them

  static constexpr std::size_t kNamesMax = 10'000;

  void add(std::string_view name) {
    if (count++ < kNamesMax) names.emplace_back(name);
  }
};

/// A name as people write it: demangled, escaped, shortened where it is very long.
[[nodiscard]] std::string readable(const std::string& symbol);

/// "a, b, c and 4 more".
[[nodiscard]] std::string to_text(const SymbolNames& symbols);

}  // namespace muster::plugin

#endif
