// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_DYNAMIC_H
#define MUSTER_PLUGIN_ELF_DYNAMIC_H

#include <span>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "plugin/elf_file.h"

namespace muster::plugin {

/// The dynamic section of a library: what it is called, what it needs, what it exports.
///
/// Lifetime: views of the file.
struct ElfDynamic {
  std::string_view soname;  ///< empty: none
  std::vector<std::string_view> needed;
  bool is_program = false;  ///< DF_1_PIE: position-independent, but a program
  std::span<const Elf64_Sym> symbols;
  std::string_view strings;

  [[nodiscard]] std::string_view name_of(const Elf64_Sym& symbol) const noexcept;
};

[[nodiscard]] Result<ElfDynamic> read_dynamic(const ElfFile& file, std::string_view subject);

}  // namespace muster::plugin

#endif
