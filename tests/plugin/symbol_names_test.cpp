// SPDX-License-Identifier: Apache-2.0
#include "plugin/symbol_names.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace muster::plugin {
namespace {

std::string text_of(std::initializer_list<std::string_view> names) {
  SymbolNames symbols;
  for (const std::string_view name : names) symbols.add(name);
  return to_text(symbols);
}

}  // namespace

TEST_CASE("a C++ name reads as it is written, any other as it is") {
  CHECK(readable("_ZNSt6vectorIiSaIiEE5clearEv") ==
        "std::vector<int, std::allocator<int> >::clear()");
  CHECK(readable("register") == "register");
  CHECK(readable("_Znonsense") == "_Znonsense");
  CHECK(readable("a\x1b[31m") == "a\\x1b[31m");
}

TEST_CASE("a very long name is cut, its parameters first") {
  CHECK(readable("_ZN3fmt2v97vformatB5cxx11ENS0_17basic_string_viewIcEENS0_17basic_format_argsINS0_"
                 "20basic_"
                 "format_contextINS0_8appenderEcEEEE") == "fmt::v9::vformat[abi:cxx11](...)");
  CHECK(readable(std::string(200, 'a')) == std::string(80, 'a') + "...");
  const std::string deep = "_Z1f" + std::string(5000, 'P') + "i";
  CHECK(readable(deep).size() == 83);
}

TEST_CASE("the first three names are told, and how many more there are") {
  CHECK(text_of({}).empty());
  CHECK(text_of({"a"}) == "a");
  CHECK(text_of({"a", "b"}) == "a and b");
  CHECK(text_of({"a", "b", "c"}) == "a, b and c");
  CHECK(text_of({"a", "b", "c", "d", "e"}) == "a, b, c and 2 more");
}

TEST_CASE("no more names are kept than a report could need, but all are counted") {
  SymbolNames symbols;
  for (std::size_t i = 0; i < SymbolNames::kNamesMax + 7; ++i) symbols.add("name");
  CHECK(symbols.names.size() == SymbolNames::kNamesMax);
  CHECK(symbols.count == SymbolNames::kNamesMax + 7);
}

}  // namespace muster::plugin
