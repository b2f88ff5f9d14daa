// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ELF_UNIQUE_H
#define MUSTER_PLUGIN_ELF_UNIQUE_H

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <muster/error.h>

namespace muster::plugin {

/// Turns each defined STB_GNU_UNIQUE symbol of a library into a weak one, in place: the dynamic
/// linker then gives each version of the library variables of its own, and can unload it. Returns
/// how many there were. An error: nothing that inspect() accepts.
[[nodiscard]] Result<std::size_t> weaken_unique_symbols(std::span<std::byte> file,
                                                        std::string_view subject);

/// The same for a private copy, before it is mapped. An error besides: it cannot be written.
///
/// Cost: that of an inspection; a file without such symbols is not written to.
[[nodiscard]] Result<std::size_t> weaken_unique_symbols(const std::string& copy,
                                                        std::string_view subject);

}  // namespace muster::plugin

#endif
