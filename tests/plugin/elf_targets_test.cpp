// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_targets.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "plugin/inspect.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"

namespace muster::plugin {
namespace {

std::string complaint_about(const std::string& file) {
  const auto inspection = inspect(std::as_bytes(std::span(file)), "x.so");
  return inspection ? "" : inspection.error().message;
}

template <class Change>
std::string with_relocation(Elf64_Sxword table, Change change) {
  std::string file = test::content_of(test::fixture("echo"));
  char* const at = file.data() + test::dynamic_value(file, table);
  Elf64_Rela relocation;
  std::memcpy(&relocation, at, sizeof relocation);
  change(relocation);
  std::memcpy(at, &relocation, sizeof relocation);
  return complaint_about(file);
}

template <class Change>
std::string with_segment(const char* fixture, Elf64_Word type, Change change) {
  std::string file = test::content_of(test::fixture(fixture));
  auto headers = test::program_headers_of(file);
  change(*std::ranges::find(headers, type, &Elf64_Phdr::p_type));
  test::set_program_headers(file, headers);
  return complaint_about(file);
}

std::string with_entry(Elf64_Sxword tag, Elf64_Xword value) {
  std::string file = test::content_of(test::fixture("echo"));
  test::set_dynamic_value(file, tag, value);
  return complaint_about(file);
}

// Of echo with packed relocations; the addresses of words count from the segment that can be
// written to.
std::string with_packed(std::vector<Elf64_Xword> packed, std::size_t bytes) {
  std::string file = test::content_of(test::fixture("echo"));
  const auto headers = test::program_headers_of(file);
  const auto writable = std::ranges::find_if(headers, [](const Elf64_Phdr& header) {
    return header.p_type == PT_LOAD && (header.p_flags & PF_W) != 0;
  });
  const Elf64_Addr first_word = (writable->p_vaddr + 7) / 8 * 8;
  for (Elf64_Xword& entry : packed) {
    if ((entry & 1) == 0) entry += first_word;
  }
  const auto all = std::as_bytes(std::span(packed));
  const Elf64_Addr table =
      test::append_loaded(file, {reinterpret_cast<const char*>(all.data()), all.size()});
  test::append_dynamic(file, {{DT_RELR, {table}}, {DT_RELRSZ, {bytes}}});
  return complaint_about(file);
}

std::string with_packed(const std::vector<Elf64_Xword>& packed) {
  return with_packed(packed, packed.size() * sizeof(Elf64_Xword));
}

}  // namespace

TEST_CASE("a relocation that writes where the library may not is refused") {
  for (const Elf64_Sxword table : {DT_RELA, DT_JMPREL}) {
    CHECK(with_relocation(table, [](Elf64_Rela& it) { it.r_offset = 0x40000; }) ==
          "is to be written to at 0x40000, where it has no memory for that");
    CHECK(with_relocation(table, [](Elf64_Rela& it) { it.r_offset = 0; }) ==
          "is to be written to at 0x0, where it has no memory for that");
    CHECK(with_relocation(table, [](Elf64_Rela& it) { it.r_offset = ~Elf64_Addr{0}; }) != "");
  }
}

TEST_CASE("a relocation that does nothing may name any address") {
  CHECK(with_relocation(DT_JMPREL, [](Elf64_Rela& it) { it = {}; }) == "");
}

TEST_CASE("packed relocations within what a library may write to are none of our business") {
  CHECK(with_packed({0, 0b111, 8, 0b1001}) == "");
}

TEST_CASE("a packed relocation that writes where the library may not is refused") {
  constexpr Elf64_Xword kFarBit = Elf64_Xword{1} << 63;
  for (const std::vector<Elf64_Xword>& packed : {std::vector<Elf64_Xword>{0x400000},
                                                 {0, 0x400000},
                                                 {~Elf64_Xword{0} << 20},
                                                 {0x3ffff8, 0b11},
                                                 {0b11}}) {
    CHECK(with_packed(packed) != "");
  }
  // The words of each entry with bits follow those of the one before.
  std::vector<Elf64_Xword> far(1, 0);
  far.resize(1000, 1);
  CHECK(with_packed(far) == "");
  far.push_back(kFarBit | 1);
  CHECK(with_packed(far).ends_with("where it has no memory for that"));
}

TEST_CASE("a table of relocations that ends within one of them is refused") {
  CHECK(with_packed({0, 0b11}, 12) == "has relocations that are not in the file");
  for (const Elf64_Sxword size : {DT_RELASZ, DT_PLTRELSZ}) {
    const std::string file = test::content_of(test::fixture("echo"));
    CHECK(with_entry(size, test::dynamic_value(file, size) - 1) ==
          "has relocations that are not in the file");
  }
}

TEST_CASE("a library that has fewer relative relocations than it says is refused") {
  constexpr auto* kFewer = "has fewer relative relocations than it says";
  const std::string file = test::content_of(test::fixture("echo"));
  CHECK(with_entry(DT_RELACOUNT, test::dynamic_value(file, DT_RELACOUNT) + 1) == kFewer);
  CHECK(with_entry(DT_RELACOUNT, UINT64_MAX) == kFewer);
}

TEST_CASE("a library whose code is relocated may have its code written to") {
  CHECK(complaint_about(test::content_of(test::fixture("text_relocations"))) == "");
}

TEST_CASE("a relocation of a symbol that the library does not have is refused") {
  CHECK(with_relocation(DT_JMPREL, [](Elf64_Rela& it) {
          it.r_info = ELF64_R_INFO(0x10000, ELF64_R_TYPE(it.r_info));
        }) == "has a relocation of a symbol that it does not have");
}

TEST_CASE("a symbol whose name is not in the table of names is refused") {
  std::string file = test::content_of(test::fixture("echo"));
  Elf64_Sym symbol = test::symbol_of(file, "register");
  symbol.st_name ^= 0x1000'0000;
  test::set_symbol(file, "register", symbol);
  CHECK(complaint_about(file) == "has a symbol whose name is not in the file");
}

TEST_CASE("a library that would make foreign memory read-only is refused") {
  CHECK(with_segment("echo", PT_GNU_RELRO, [](Elf64_Phdr& it) { it.p_vaddr += 0x40000; }) ==
        "has memory outside its own made read-only");
  CHECK(with_segment("echo", PT_GNU_RELRO, [](Elf64_Phdr& it) { it.p_memsz = UINT64_MAX; }) ==
        "has memory outside its own made read-only");
}

TEST_CASE("thread-local data that begin outside the library are refused") {
  const auto outside = [](Elf64_Phdr& it) {
    it.p_vaddr = 0x40000;
    it.p_filesz = it.p_memsz;
  };
  CHECK(with_segment("static_tls", PT_TLS, outside) ==
        "has thread-local data that are not in the file");
}

TEST_CASE("a constructor or destructor that is not code of the library is refused") {
  for (const Elf64_Sxword tag : {DT_INIT, DT_FINI}) {
    CHECK(with_entry(tag, 0x40000) == "has 0x40000 called, where it has no code");
    CHECK(with_entry(tag, 0) == "has 0x0 called, where it has no code");
  }
}

TEST_CASE("a table of constructors or destructors outside the library is refused") {
  for (const Elf64_Sxword tag : {DT_INIT_ARRAY, DT_FINI_ARRAY, DT_INIT_ARRAYSZ, DT_FINI_ARRAYSZ}) {
    CHECK(with_entry(tag, 0x40000) ==
          "has a table of its constructors or destructors outside its memory");
  }
}

}  // namespace muster::plugin
