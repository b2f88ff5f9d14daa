// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_unique.h"

#include <doctest/doctest.h>

#include <span>

#include "plugin/inspect.h"
#include "plugin/library.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

using test::content_of;
using test::fixture;

std::size_t unique_symbols_of(std::string_view bytes) {
  const auto inspection = inspect(std::as_bytes(std::span(bytes)), "x.so");
  REQUIRE(inspection);
  return inspection->unique_symbols.count;
}

// How many bytes differ.
std::size_t differences(std::string_view one, std::string_view other) {
  REQUIRE(one.size() == other.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < one.size(); ++i) count += one[i] == other[i] ? 0 : 1;
  return count;
}

}  // namespace

TEST_CASE("unique symbols become weak ones, and no other byte of the file changes") {
  const std::string original = test::unique_state();
  const std::size_t count = unique_symbols_of(original);
  std::string file = original;
  CHECK(count == 2);
  CHECK(weaken_unique_symbols(std::as_writable_bytes(std::span(file)), "x.so") == count);
  CHECK(unique_symbols_of(file) == 0);
  CHECK(differences(original, file) == count);
  CHECK(weaken_unique_symbols(std::as_writable_bytes(std::span(file)), "x.so") == 0);
}

TEST_CASE("a unique symbol without a name is one all the same") {
  std::string file = content_of(fixture("echo"));
  Elf64_Sym symbol = test::symbol_of(file, "register");
  symbol.st_info = ELF64_ST_INFO(STB_GNU_UNIQUE, STT_OBJECT);
  symbol.st_name = 0;
  test::set_symbol(file, "register", symbol);
  CHECK(unique_symbols_of(file) == 1);
  CHECK(weaken_unique_symbols(std::as_writable_bytes(std::span(file)), "x.so") == 1);
  CHECK(unique_symbols_of(file) == 0);
}

TEST_CASE("a private copy is changed as its bytes would be, and one without such symbols is not") {
  const test::TempDir folder;
  std::string bytes = test::unique_state();
  const std::string copy = folder.write("copy.so", bytes);
  const auto changed = weaken_unique_symbols(copy, "x.so");
  CHECK(changed == weaken_unique_symbols(std::as_writable_bytes(std::span(bytes)), "x.so"));
  CHECK(content_of(copy) == bytes);

  const std::string echo = folder.write("echo.so", content_of(fixture("echo")));
  CHECK(weaken_unique_symbols(echo, "x.so") == 0);
  CHECK(content_of(echo) == content_of(fixture("echo")));
}

TEST_CASE("what inspection refuses is not changed either") {
  std::string text = "not a library";
  const auto refused = weaken_unique_symbols(std::as_writable_bytes(std::span(text)), "x.so");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "elf.not_elf");
  CHECK_FALSE(weaken_unique_symbols(std::string("/nowhere/x.so"), "x.so"));
}

TEST_CASE("a library without unique symbols leaves the process when it is closed") {
  const test::TempDir folder;
  const std::string path = folder.write("copy.so", test::unique_state());
  REQUIRE(weaken_unique_symbols(path, "x.so"));
  auto library = Library::open(path, "x.so");
  REQUIRE(library);
  CHECK(library->unload());
}

}  // namespace muster::plugin
