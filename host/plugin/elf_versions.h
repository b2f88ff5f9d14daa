// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_VERSIONS_H
#define MUSTER_PLUGIN_ELF_VERSIONS_H

#include <string_view>

#include <muster/error.h>
#include "plugin/elf_dynamic.h"
#include "plugin/elf_file.h"

namespace muster::plugin {

/// Whether the versions that a library needs, defines and gives its symbols hold together. The
/// dynamic linker believes them: of a symbol with a version that the library does not have it reads
/// whatever memory lies behind its own table, so that one process loads the library and the next
/// dies of it.
///
/// Cost: linear in symbols and versions.
[[nodiscard]] Result<void> check_versions(const ElfFile& file, const ElfDynamic& dynamic,
                                          std::string_view subject);

}  // namespace muster::plugin

#endif
