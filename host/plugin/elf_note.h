// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_NOTE_H
#define MUSTER_PLUGIN_ELF_NOTE_H

#include <optional>
#include <string_view>

#include <muster/error.h>
#include "plugin/elf_file.h"
#include "plugin/inspect.h"

namespace muster::plugin {

/// The ABI note of a library; none if it has none. A library of several source files has one each:
/// the highest minor and SDK count, and every extension. An error: notes of different majors.
[[nodiscard]] Result<std::optional<AbiNote>> read_note(const ElfFile& file,
                                                       std::string_view subject);

}  // namespace muster::plugin

#endif
