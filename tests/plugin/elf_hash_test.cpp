// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_hash.h"

#include <doctest/doctest.h>

#include <numeric>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "plugin/inspect.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"

namespace muster::plugin {
namespace {

using Words = std::vector<Elf64_Word>;

/// A good plugin that gets tables of hashes of our own.
struct Library {
  std::string file = test::content_of(test::fixture("echo"));
  // The linker puts the names behind the symbols.
  Elf64_Word symbols = static_cast<Elf64_Word>(
      (test::dynamic_value(file, DT_STRTAB) - test::dynamic_value(file, DT_SYMTAB)) /
      sizeof(Elf64_Sym));

  Library& with(Elf64_Sxword tag, const Words& table) {
    const auto bytes = std::as_bytes(std::span(table));
    const Elf64_Addr at =
        test::append_loaded(file, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    test::append_dynamic(file, {{tag, {at}}});  // the last of several counts
    return *this;
  }

  [[nodiscard]] std::string complaint() const {
    const auto inspection = inspect(std::as_bytes(std::span(file)), "x.so");
    return inspection ? "" : inspection.error().message;
  }

  // {buckets, symbols}, one bucket, a chain through all symbols.
  [[nodiscard]] Words old_table() const {
    Words table{1, symbols, 1};
    table.resize(3 + symbols);
    std::iota(table.begin() + 4, table.end() - 1, 2);
    return table;
  }

  // {buckets, first symbol, words of the filter, shift}, filter, one bucket, its chain of one.
  [[nodiscard]] Words table() const { return {1, symbols - 1, 1, 0, 0, 0, symbols - 1, 1}; }
};

Words changed(Words table, std::size_t at, Elf64_Word value) {
  table.at(at) = value;
  return table;
}

constexpr auto* kContradicts = "has a hash table that contradicts itself";

}  // namespace

TEST_CASE("a library may have both kinds of tables of hashes") {
  Library library;
  CHECK(library.with(DT_HASH, library.old_table()).complaint() == "");
  CHECK(library.with(DT_GNU_HASH, library.table()).complaint() == "");
}

TEST_CASE("a table of the older kind that leads beyond its symbols is refused") {
  const Library library;
  const Words table = library.old_table();
  for (const std::size_t at : {std::size_t{2}, std::size_t{4}, table.size() - 1}) {
    CHECK(Library().with(DT_HASH, changed(table, at, library.symbols)).complaint() == kContradicts);
  }
}

TEST_CASE("a table of the older kind with a chain that never ends is refused") {
  const Words table = Library().old_table();
  CHECK(Library().with(DT_HASH, changed(table, table.size() - 1, 1)).complaint() == kContradicts);
}

TEST_CASE("a table of the newer kind that finds what the older one does not have is refused") {
  Library library;
  const Words table = library.old_table();
  CHECK(library.with(DT_HASH, changed(table, 1, library.symbols - 1)).complaint() == kContradicts);
}

TEST_CASE("a table of the newer kind is held to account beside an older one, too") {
  Library library;
  library.with(DT_HASH, library.old_table());
  CHECK(library.with(DT_GNU_HASH, changed(library.table(), 6, 0x1000'0000)).complaint() ==
        kContradicts);
}

TEST_CASE("a table of the newer kind whose filter leads beyond it is refused") {
  const Words table = Library().table();
  for (const Elf64_Word words : {0U, 3U, 0x1000'0000U}) {
    CHECK(Library().with(DT_GNU_HASH, changed(table, 2, words)).complaint() == kContradicts);
  }
}

}  // namespace muster::plugin
