// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_DESCRIPTORS_H
#define MUSTER_SERVE_DESCRIPTORS_H

#include <cstddef>
#include <cstdint>

namespace muster::serve {

/// How many descriptors a process asks for that may have `now`, and `most` if it asks: all of them,
/// but no more than 65,536, for the kernel keeps a table of that length.
[[nodiscard]] std::uint64_t descriptors_wanted(std::uint64_t now, std::uint64_t most) noexcept;

/// How many connections leave most descriptors to reloads and agents: a quarter, at most 1,024.
[[nodiscard]] std::size_t connections_within(std::uint64_t descriptors) noexcept;

/// Raises the limit of this process, and says what it is then. The library never does: the limit
/// is the program's.
[[nodiscard]] std::uint64_t raise_descriptor_limit() noexcept;

}  // namespace muster::serve

#endif
