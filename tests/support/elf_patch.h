// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_ELF_PATCH_H
#define MUSTER_TESTS_SUPPORT_ELF_PATCH_H

#include <elf.h>

#include <string>
#include <string_view>
#include <vector>

/// Changes to the bytes of a 64-bit ELF file that is known to be good: how tests make bad ones.
namespace muster::test {

[[nodiscard]] Elf64_Ehdr header_of(std::string_view file);
void set_header(std::string& file, const Elf64_Ehdr& header);

[[nodiscard]] std::vector<Elf64_Phdr> program_headers_of(std::string_view file);
void set_program_headers(std::string& file, const std::vector<Elf64_Phdr>& headers);

/// The first program header of a type (PT_DYNAMIC). Throws if there is none.
[[nodiscard]] Elf64_Phdr program_header_of(std::string_view file, Elf64_Word type);

/// The value of the first entry of the dynamic section with this tag: of a table the address, which
/// is its offset in the file too where it lies in the first segment. Throws if there is none.
[[nodiscard]] Elf64_Xword dynamic_value(std::string_view file, Elf64_Sxword tag);
void set_dynamic_value(std::string& file, Elf64_Sxword tag, Elf64_Xword value);
/// Puts an entry into the place of the first one with this tag. DT_RELACOUNT is one to do without.
void set_dynamic_entry(std::string& file, Elf64_Sxword tag, const Elf64_Dyn& entry);

/// Puts bytes at the end of the last segment that is loaded, which grows over what lies between in
/// the file; their address.
Elf64_Addr append_loaded(std::string& file, std::string_view bytes);
/// Gives the library another dynamic section, with more entries.
void append_dynamic(std::string& file, const std::vector<Elf64_Dyn>& more);

void flip_bit(std::string& file, std::size_t byte, unsigned bit);

/// A dynamic symbol, found by the section headers; throws if there is none of this name.
[[nodiscard]] Elf64_Sym symbol_of(std::string_view file, std::string_view name);
void set_symbol(std::string& file, std::string_view name, const Elf64_Sym& symbol);
/// Binds a dynamic symbol as g++ does, and clang does not, what is to be one for the process.
void make_unique(std::string& file, std::string_view name);

/// Forgets the section headers, as `strip --strip-section-headers` does.
void drop_section_headers(std::string& file);

/// Replaces each occurrence of a text by an equally long one. Throws if there is none.
void replace_text(std::string& file, std::string_view from, std::string_view to);

/// Turns each digit of the oldest version of the C library that the file asks for into a 9
/// (GLIBC_9.9.9), and returns that version: one that no system has.
std::string ask_for_impossible_glibc(std::string& file);

}  // namespace muster::test

#endif
