// SPDX-License-Identifier: Apache-2.0
#include "seal/layout.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/elf_patch.h"
#include "support/fixture_plugins.h"

namespace muster::seal {
namespace {

using test::content_of;
using test::fixture;

std::optional<Layout> layout_of_text(std::string_view file) {
  return layout_of(std::as_bytes(std::span(file)));
}

}  // namespace

TEST_CASE("a seal is over all that a dynamic linker reads, headers and segments of any kind") {
  const std::string file = content_of(fixture("echo"));
  const auto layout = layout_of_text(file);
  REQUIRE(layout);
  std::size_t end = 0;
  for (const Elf64_Phdr& segment : test::program_headers_of(file)) {
    if (segment.p_filesz > 0) end = std::max(end, segment.p_offset + segment.p_filesz);
  }
  CHECK(layout->end() == end);
  CHECK(layout->end() <= file.size());
  CHECK(layout->is_whole);
}

TEST_CASE("the note of each source file keeps a place, and their order is that of the file") {
  CHECK(layout_of_text(content_of(fixture("echo")))->places.size() == 1);
  const auto layout = layout_of_text(content_of(fixture("two_notes")));
  REQUIRE(layout->places.size() == 2);
  CHECK(layout->places[0] + 32 <= layout->places[1]);
}

TEST_CASE("a note that two segments have keeps one place") {
  std::string file = content_of(fixture("echo"));
  auto headers = test::program_headers_of(file);
  const auto stack = std::ranges::find(headers, Elf64_Word{PT_GNU_STACK}, &Elf64_Phdr::p_type);
  REQUIRE(stack != headers.end());
  *stack = test::program_header_of(file, PT_NOTE);
  for (const Elf64_Phdr& header : headers) {
    if (header.p_type == PT_NOTE && header.p_filesz > stack->p_filesz) *stack = header;
  }
  test::set_program_headers(file, headers);
  CHECK(layout_of_text(file)->places.size() == 1);
}

TEST_CASE("a segment that goes on beyond the end of the file is looked at as far as there is one") {
  std::string file = content_of(fixture("echo"));
  auto headers = test::program_headers_of(file);
  headers.back().p_offset = UINT64_MAX - 1;
  headers.back().p_filesz = UINT64_MAX;
  test::set_program_headers(file, headers);
  const auto layout = layout_of_text(file);
  REQUIRE(layout);
  CHECK_FALSE(layout->is_whole);
  CHECK(layout->end() == file.size());
}

TEST_CASE("what is no 64-bit ELF file of this byte order has no layout") {
  CHECK_FALSE(layout_of_text(""));
  CHECK_FALSE(
      layout_of_text("#!/bin/sh\nexit 0\n# and on to the length of an ELF header, or so\n"));
  std::string file = content_of(fixture("echo"));
  CHECK_FALSE(layout_of_text(std::string_view(file).substr(0, sizeof(Elf64_Ehdr) - 1)));
  CHECK_FALSE(layout_of_text(std::string_view(file).substr(0, sizeof(Elf64_Ehdr))));
  Elf64_Ehdr header = test::header_of(file);
  header.e_ident[EI_CLASS] = ELFCLASS32;
  test::set_header(file, header);
  CHECK_FALSE(layout_of_text(file));
}

}  // namespace muster::seal
