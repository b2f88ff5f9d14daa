// SPDX-License-Identifier: Apache-2.0
#include "plugin/elf_symbols.h"

#include <vector>

namespace muster::plugin {
namespace {

bool is_defined(const Elf64_Sym& symbol) { return symbol.st_shndx != SHN_UNDEF; }

// `register` has to be callable, too. One that is bound STB_GNU_UNIQUE is no function of C.
bool is_exported_function(const Elf64_Sym& symbol) {
  return is_exported(symbol) && !is_unique(symbol) && ELF64_ST_TYPE(symbol.st_info) == STT_FUNC;
}

// For each symbol, whether the dynamic linker looks it up by name for the library's own use.
std::vector<bool> looked_up(const ElfDynamic& dynamic) {
  std::vector<bool> found(dynamic.symbols.size());
  for (const auto& table : dynamic.relocations) {
    for (const Elf64_Rela& relocation : table) {
      const std::uint64_t index = ELF64_R_SYM(relocation.r_info);
      if (index < found.size()) found[index] = true;
    }
  }
  return found;
}

}  // namespace

bool is_exported(const Elf64_Sym& symbol) noexcept {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return is_defined(symbol) &&
         (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

bool is_unique(const Elf64_Sym& symbol) noexcept {
  return is_defined(symbol) && ELF64_ST_BIND(symbol.st_info) == STB_GNU_UNIQUE;
}

void read_symbols(const ElfDynamic& dynamic, Inspection& inspection) {
  const std::vector<bool> is_looked_up = looked_up(dynamic);
  for (std::size_t index = 0; index < dynamic.symbols.size(); ++index) {
    const Elf64_Sym& symbol = dynamic.symbols[index];
    const std::string_view name = dynamic.name_of(symbol);
    // Also one whose name is too long to be read: the dynamic linker would read it.
    if (is_unique(symbol))
      inspection.unique_symbols.add(name.empty() ? "(no readable name)" : name);
    if (name.empty()) continue;
    if (!is_defined(symbol)) {
      if (name == "__cxa_thread_atexit" || name == "__cxa_thread_atexit_impl") {
        inspection.thread_destructors = true;
      }
      continue;
    }
    if (!is_exported(symbol)) continue;
    inspection.exported.add(name);
    if (is_looked_up[index] && ELF64_ST_VISIBILITY(symbol.st_other) == STV_DEFAULT) {
      inspection.preemptible.add(name);
    }
    if (name == "register" && is_exported_function(symbol)) inspection.has_register = true;
    // Of C++ it is mangled, with its length before it.
    if (name == "muster_register" || name.starts_with("_Z15muster_register")) {
      inspection.has_other_name = true;
    }
  }
}

}  // namespace muster::plugin
