// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_TARGETS_H
#define MUSTER_PLUGIN_ELF_TARGETS_H

#include <string_view>

#include <muster/error.h>
#include "plugin/elf_dynamic.h"
#include "plugin/elf_file.h"

namespace muster::plugin {

/// Whether all that the dynamic linker does with a library stays within it: what it writes lies in
/// segments that can be written to, what it protects in one of them, what it calls in code, and
/// what it looks up is among the symbols. Beyond its segments lies what the process happens to have
/// there: a hole in one, another library or the heap in the next.
///
/// Cost: linear in relocations and symbols, times the logarithm of the segments.
[[nodiscard]] Result<void> check_targets(const ElfFile& file, const ElfDynamic& dynamic,
                                         std::string_view subject);

}  // namespace muster::plugin

#endif
