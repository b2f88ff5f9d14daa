// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_HOST_SYMBOLS_H
#define MUSTER_PLUGIN_HOST_SYMBOLS_H

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "plugin/inspect.h"

namespace muster::plugin {

/// A symbol that a library exports for its own use, and that this process has already.
struct HostSymbol {
  std::string name;
  std::string library;  ///< that defines it here: "libfmt.so.9"
};

/// The symbols for which the library, once loaded, would get the host's definition instead of its
/// own: although it is opened RTLD_LOCAL, the dynamic linker asks the host first. Without those of
/// the C and C++ runtime and of sanitizers, which are made to be shared, and of libraries that the
/// library itself needs.
///
/// Threads: any; runs no code of the library.  Cost: 1 us for each preemptible symbol.
[[nodiscard]] std::vector<HostSymbol> host_symbols(const Inspection& inspection);

/// The warning that names them; none if there are none.
[[nodiscard]] std::optional<Error> warning_of(const std::vector<HostSymbol>& symbols,
                                              std::string_view subject);

}  // namespace muster::plugin

#endif
