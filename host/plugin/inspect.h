// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_INSPECT_H
#define MUSTER_PLUGIN_INSPECT_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>

namespace muster::plugin {

/// The ELF note that the SDK puts into a plugin.
struct AbiNote {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  std::uint32_t sdk = 0;
  std::vector<std::string> required_extensions;
};

/// What a shared library says of itself, read from its program headers and dynamic section: what
/// the dynamic linker sees, whether or not the file has section headers.
struct Inspection {
  std::string machine;  ///< "x86-64", "AArch64"
  std::string soname;   ///< empty: none
  std::vector<std::string> needed;
  std::optional<AbiNote> note;
  bool has_register = false;  ///< `register` is a defined, global or weak function

  /// Neither note nor `register`: a helper library, not a plugin.
  [[nodiscard]] bool is_helper() const noexcept { return !note && !has_register; }
};

/// Looks at a file's bytes without running or mapping any of its code. An error: the dynamic linker
/// could not load it safely (no ELF, another machine, a program, a segment beyond the end of the
/// file). Never trusts an offset or a size of the file.
///
/// Threads: any; pure.  Cost: 10 us.
[[nodiscard]] Result<Inspection> inspect(std::span<const std::byte> file, std::string_view subject);

/// Whether this host can load what inspect() found: the note is there, its major is ours, its minor
/// not newer, its required extensions exist, `register` is there. For a plugin, not for a helper.
[[nodiscard]] Result<void> require_loadable(const Inspection& inspection, std::string_view subject);

}  // namespace muster::plugin

#endif
