// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_DYNAMIC_H
#define MUSTER_PLUGIN_ELF_DYNAMIC_H

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <muster/error.h>
#include "plugin/elf_file.h"

namespace muster::plugin {

/// The dynamic section of a library: what it is called, what it needs, what it asks of the dynamic
/// linker, its symbols.
///
/// Lifetime: views of the file.
struct ElfDynamic {
  std::string_view soname;    ///< empty: none
  std::string_view run_path;  ///< DT_RUNPATH, else DT_RPATH
  std::vector<std::string_view> needed;
  bool is_program = false;  ///< DF_1_PIE: position-independent, but a program
  bool never_unloads = false;
  bool static_tls = false;
  bool text_relocations = false;

  std::span<const Elf64_Sym> symbols;
  std::uint64_t symbols_at = 0;  ///< where they begin in the file
  std::string_view strings;
  std::array<std::span<const Elf64_Rela>, 2> relocations;  ///< of data, of the procedure table
  std::uint64_t relative_count = 0;  ///< how many of data, the first, are said to be of one kind
  std::span<const Elf64_Xword> packed_relocations;  ///< DT_RELR

  /// Where its tables of versions begin in memory; nothing: it has none.
  std::optional<std::uint64_t> symbol_versions, versions_needed, versions_defined;

  /// What the dynamic linker calls in its memory, and the tables of more such, by address and size
  /// in bytes.
  std::vector<std::uint64_t> called;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> called_tables;

  /// Whether a name begins there; each ends within the table.
  [[nodiscard]] bool is_name(std::uint64_t offset) const noexcept {
    return offset < strings.size();
  }
  /// Empty: it has none, or one over 4 KiB.
  [[nodiscard]] std::string_view name_of(const Elf64_Sym& symbol) const noexcept;
};

[[nodiscard]] Result<ElfDynamic> read_dynamic(const ElfFile& file, std::string_view subject);

}  // namespace muster::plugin

#endif
