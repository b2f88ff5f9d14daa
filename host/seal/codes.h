// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SEAL_CODES_H
#define MUSTER_SEAL_CODES_H

#include <array>

#include "base/code.h"

/// The errors that sealing a library, and checking its seal, can end in.
namespace muster::seal::codes {

inline constexpr Code elf_damaged{
    "elf.damaged", Kind::invalid,
    "The library is not what was sealed when it was built: bytes of it were damaged, or changed.",
    "copy it again from where it was built; if patchelf, chrpath or the like changed it on "
    "purpose, seal it again with muster-seal"};
inline constexpr Code no_place{
    "seal.no_place", Kind::invalid,
    "A file that is to be sealed is no whole library of this kind of machine, or keeps no place "
    "for a seal.",
    "build it with the SDK of this version; agent.hpp and MUSTER_NOTE keep the place"};

inline constexpr std::array all{
    elf_damaged,
    no_place,
};

}  // namespace muster::seal::codes

#endif
