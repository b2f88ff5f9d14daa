// SPDX-License-Identifier: Apache-2.0
#include "plugin/symbol_names.h"

#include <cxxabi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/text.h"

namespace muster::plugin {
namespace {

constexpr std::size_t kShownNames = 3;
constexpr std::size_t kShownBytes = 80;  // of a name
// The work and the stack of demangling grow with the name, and what it says is too long to show.
constexpr std::size_t kDemangledBytesMax = 512;

struct Free {
  void operator()(char* text) const noexcept { std::free(text); }
};

std::string demangled(const std::string& symbol) {
  if (!symbol.starts_with("_Z") || symbol.size() > kDemangledBytesMax) return symbol;
  int status = 0;
  const std::unique_ptr<char, Free> text(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status));
  return text ? text.get() : symbol;
}

}  // namespace

std::string readable(const std::string& symbol) {
  std::string text = escaped(demangled(symbol));
  if (text.size() <= kShownBytes) return text;
  // Without its parameters it may be short enough.
  const std::size_t parameters = text.find('(');
  if (parameters <= kShownBytes) return text.substr(0, parameters) + "(...)";
  return escaped(text.substr(0, kShownBytes)) + "...";
}

std::string to_text(const SymbolNames& symbols) {
  std::string text;
  const std::size_t shown = std::min(kShownNames, symbols.names.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const bool is_last = i > 0 && i + 1 == symbols.count;
    text += (i == 0 ? "" : is_last ? " and " : ", ") + readable(symbols.names[i]);
  }
  if (symbols.count > shown) text += fmt::format(" and {} more", symbols.count - shown);
  return text;
}

}  // namespace muster::plugin
