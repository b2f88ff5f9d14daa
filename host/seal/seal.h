// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SEAL_SEAL_H
#define MUSTER_SEAL_SEAL_H

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <muster/error.h>

/// The seal of a library is a digest of what a host loads of it, in its ABI note. It finds damage
/// on the way from the build to the host. It is no signature: whoever can write the file can seal
/// it.
namespace muster::seal {

enum class State : std::uint8_t {
  no_place,  ///< no plugin, or built with an SDK that knew no seals
  unsealed,  ///< nothing can be said of its bytes
  sealed,    ///< they are as they were
};

/// What the seal of a file says. An error ("elf.damaged"): these are not the bytes that were
/// sealed.
///
/// Threads: any; pure.
/// Cost:    0.6 us for each KiB that is loaded, 2 us where the processor has no SHA instructions.
[[nodiscard]] Result<State> check(std::span<const std::byte> file, std::string_view subject);

/// Seals a file in memory, whatever its seal said before. False: it was sealed already. An error
/// ("seal.no_place"): it cannot be.
[[nodiscard]] Result<bool> seal(std::span<std::byte> file, std::string_view subject);

/// Seals a file, in one step and with its mode. One that is sealed is left alone. An error is one
/// of seal() or `file.*`.
[[nodiscard]] Result<void> seal_file(const std::string& path);

}  // namespace muster::seal

#endif
