// SPDX-License-Identifier: Apache-2.0
#include "plugin/host_symbols.h"

#include <doctest/doctest.h>

#include <initializer_list>

namespace muster::plugin {
namespace {

// A library that uses symbols of its own by these names. This program, too, has libelf and the
// library for which the host's errors are formatted.
Inspection exporting(std::initializer_list<std::string_view> names) {
  Inspection inspection;
  for (const std::string_view name : names) inspection.preemptible.add(name);
  return inspection;
}

}  // namespace

TEST_CASE("a symbol that the host has too is found in the library that defines it") {
  const auto symbols = host_symbols(exporting({"muster_of_nobody", "elf_version"}));
  REQUIRE(symbols.size() == 1);
  CHECK(symbols[0].name == "elf_version");
  CHECK(symbols[0].library.starts_with("libelf.so"));
}

TEST_CASE("what the C and C++ runtimes define is shared on purpose") {
  CHECK(
      host_symbols(exporting({"strlen", "cos", "_ZSt4cout", "_Unwind_Resume", "dlopen"})).empty());
}

TEST_CASE("a library that needs the very library of the host may share its symbols") {
  Inspection inspection = exporting({"elf_version"});
  inspection.needed = {"libelf.so.1"};
  CHECK(host_symbols(inspection).empty());
}

TEST_CASE("what a library only exports, and does not look up, cannot become the host's") {
  Inspection inspection;
  inspection.exported.add("elf_version");
  CHECK(host_symbols(inspection).empty());
}

TEST_CASE("the warning names symbols by the library that they would come from") {
  CHECK_FALSE(warning_of(std::vector<HostSymbol>{}, "x.so"));
  const auto warning =
      warning_of({{"a", "liba.so.1"}, {"_ZN1b1cEv", "liba.so.1"}, {"d", "libd.so"}}, "x.so");
  REQUIRE(warning);
  CHECK(warning->code == "elf.host_symbols");
  CHECK(warning->subject == "x.so");
  CHECK(warning->message ==
        "would use the host's definitions instead of its own: a and b::c() of liba.so.1; d of "
        "libd.so");
}

}  // namespace muster::plugin
