// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SEAL_LAYOUT_H
#define MUSTER_SEAL_LAYOUT_H

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "base/sha256.h"

namespace muster::seal {

/// Bytes of a file, from `begin` to before `end`.
struct Range {
  std::size_t begin;
  std::size_t end;
};

/// Where a library keeps its seal, and what the seal is over.
struct Layout {
  /// Of the last part; what follows is never loaded.
  [[nodiscard]] std::size_t end() const noexcept { return parts.back().end; }

  std::vector<std::size_t> places;  ///< of the digests, ascending: one for each ABI note
  std::vector<Range> parts;         ///< headers and segments, ascending and apart; not empty
  bool is_whole = true;             ///< the file is as long as its segments ask for
  bool has_lost_place = false;      ///< a note had a place, and has it no more
};

/// None: no 64-bit ELF file of this byte order. Trusts no offset and no size of the file.
[[nodiscard]] std::optional<Layout> layout_of(std::span<const std::byte> file);

/// Over all parts, so over whatever a dynamic linker reads; not over what fills the gaps between
/// them, which `strip` may change. Taken as zero are the digests themselves, and where the section
/// headers are, which nobody reads to load a library: `strip` moves them.
[[nodiscard]] Sha256 digest_of(std::span<const std::byte> file, const Layout& layout);

}  // namespace muster::seal

#endif
