// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_versions.h"

#include <doctest/doctest.h>

#include <cstring>
#include <span>
#include <string>

#include "plugin/inspect.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"

namespace muster::plugin {
namespace {

// What inspection says of echo with some bytes of one of its tables replaced; empty: nothing.
template <class Number>
std::string complaint_about(Elf64_Sxword table, std::size_t offset, Number number) {
  std::string file = test::content_of(test::fixture("echo"));
  std::memcpy(file.data() + test::dynamic_value(file, table) + offset, &number, sizeof number);
  const auto inspection = inspect(std::as_bytes(std::span(file)), "x.so");
  return inspection ? "" : inspection.error().message;
}

constexpr auto kFirstVersion = sizeof(Elf64_Verneed);
constexpr auto* kNowhere = "has tables of versions that point nowhere";

}  // namespace

TEST_CASE("a symbol with a version number above the library's highest is refused") {
  CHECK(complaint_about<Elf64_Half>(DT_VERSYM, 2, VER_NDX_GLOBAL) == "");
  CHECK(complaint_about<Elf64_Half>(DT_VERSYM, 2, 0x123) ==
        "gives a symbol version number 291; its highest is 2");
}

TEST_CASE("the bit that hides a symbol is no part of the number of its version") {
  CHECK(complaint_about<Elf64_Half>(DT_VERSYM, 2, 0x8001) == "");
}

TEST_CASE("a version whose name or library is named outside the table of names is refused") {
  CHECK(complaint_about<Elf64_Word>(DT_VERNEED, offsetof(Elf64_Verneed, vn_file), 0x40000) ==
        kNowhere);
  CHECK(complaint_about<Elf64_Word>(DT_VERNEED, kFirstVersion + offsetof(Elf64_Vernaux, vna_name),
                                    0x40000) == kNowhere);
}

TEST_CASE("a chain of versions that leads out of the file is refused") {
  CHECK(complaint_about<Elf64_Word>(DT_VERNEED, offsetof(Elf64_Verneed, vn_aux), 0x40000) ==
        kNowhere);
  CHECK(complaint_about<Elf64_Word>(DT_VERNEED, offsetof(Elf64_Verneed, vn_next), 0x40000) ==
        kNowhere);
  CHECK(complaint_about<Elf64_Word>(DT_VERNEED, kFirstVersion + offsetof(Elf64_Vernaux, vna_next),
                                    ~Elf64_Word{0}) == kNowhere);
}

TEST_CASE("versions are refused of a library whose symbols have none") {
  std::string file = test::content_of(test::fixture("echo"));
  test::set_dynamic_value(file, DT_VERSYM, file.size());
  CHECK_FALSE(inspect(std::as_bytes(std::span(file)), "x.so"));
}

}  // namespace muster::plugin
