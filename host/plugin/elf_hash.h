// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_HASH_H
#define MUSTER_PLUGIN_ELF_HASH_H

#include <cstdint>
#include <optional>

#include "plugin/elf_file.h"

namespace muster::plugin {

/// The two kinds of tables by which the dynamic linker finds symbols. They alone tell how many
/// symbols there are. Nothing: the linker, which believes each of their numbers, would read beyond
/// the table or walk in a circle.
///
/// Cost: linear in the table.

/// DT_HASH.
[[nodiscard]] std::optional<std::uint64_t> count_by_hash(const ElfFile& file,
                                                         std::uint64_t address);

/// DT_GNU_HASH, which is the one that is used where a library has both. 0: it finds none of them.
[[nodiscard]] std::optional<std::uint64_t> count_by_gnu_hash(const ElfFile& file,
                                                             std::uint64_t address);

}  // namespace muster::plugin

#endif
