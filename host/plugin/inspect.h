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
#include "plugin/symbol_names.h"

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
  std::string machine;   ///< "x86-64", "AArch64"
  std::string soname;    ///< empty: none
  std::string run_path;  ///< where its needed libraries are looked for first; empty: nowhere
  std::vector<std::string> needed;
  std::optional<AbiNote> note;
  bool has_register = false;  ///< `register` is a defined, global or weak function
  bool has_other_name =
      false;  ///< exports `muster_register`, as C or C++ that lacks <muster/abi.h>

  SymbolNames exported;        ///< what dlsym finds in it
  SymbolNames preemptible;     ///< exported, and used by itself in a way that the first definition
                               ///< in the process wins, be it its own or the host's
  SymbolNames unique_symbols;  ///< STB_GNU_UNIQUE: one for all versions in the process

  bool never_unloads = false;       ///< DF_1_NODELETE
  bool static_tls = false;          ///< DF_STATIC_TLS
  bool thread_destructors = false;  ///< imports __cxa_thread_atexit: thread_local with destructors
  bool executable_stack = false;
  bool text_relocations = false;

  /// Neither note nor `register`: a helper library, not a plugin.
  [[nodiscard]] bool is_helper() const noexcept { return !note && !has_register; }
};

/// Looks at a file's bytes without running or mapping any of its code. An error: the dynamic linker
/// could not load it safely (no ELF, another machine, a program, a segment beyond the end of the
/// file). Never trusts an offset or a size of the file.
///
/// Threads: any; pure.  Cost: 10 us.
[[nodiscard]] Result<Inspection> inspect(std::span<const std::byte> file, std::string_view subject);

/// Every reason why this host cannot load what inspect() found, the most important first: another
/// major, a newer minor, each extension that is missing, no `register`, no note. For a plugin, not
/// for a helper.
[[nodiscard]] std::vector<Error> problems_of(const Inspection& inspection,
                                             std::string_view subject);

/// What may be loaded and yet do harm to the host or to the library's own next version, the worst
/// first. What the host's own symbols do to it is another question: host_symbols.h.
[[nodiscard]] std::vector<Error> warnings_of(const Inspection& inspection,
                                             std::string_view subject);

/// Why a library that was closed may still be mapped: "it asks never to be unloaded (NODELETE)".
[[nodiscard]] std::string_view reason_to_stay(const Inspection& inspection) noexcept;

}  // namespace muster::plugin

#endif
