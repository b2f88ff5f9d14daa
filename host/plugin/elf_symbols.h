// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_SYMBOLS_H
#define MUSTER_PLUGIN_ELF_SYMBOLS_H

#include "plugin/elf_dynamic.h"
#include "plugin/inspect.h"

namespace muster::plugin {

/// What dlsym would find: defined, seen from outside, not bound to its own file.
[[nodiscard]] bool is_exported(const Elf64_Sym& symbol) noexcept;

/// Defined, and made one for the whole process.
[[nodiscard]] bool is_unique(const Elf64_Sym& symbol) noexcept;

/// Fills in what an inspection says of symbols.
///
/// Cost: linear in symbols and relocations.
void read_symbols(const ElfDynamic& dynamic, Inspection& inspection);

}  // namespace muster::plugin

#endif
