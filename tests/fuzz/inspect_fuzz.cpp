// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "fuzz/edge_buffer.h"
#include "plugin/elf_unique.h"
#include "plugin/inspect.h"
#include "seal/seal.h"

// Whatever the bytes are: inspection reads nothing beyond them, what it finds can be told, and the
// change to a copy that it accepts is inside the copy and leaves nothing to change. Nor does the
// check of the seal, and what can be sealed is intact then.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace muster;
  static test::EdgeBuffer buffer;
  const std::span<std::byte> file = buffer.hold({reinterpret_cast<const std::byte*>(data), size});
  static_cast<void>(seal::check(file, "x.so"));
  const auto inspection = plugin::inspect(file, "x.so");
  if (!inspection) return 0;
  for (const auto& errors :
       {plugin::problems_of(*inspection, "x.so"), plugin::warnings_of(*inspection, "x.so")}) {
    for (const Error& error : errors) {
      if (to_string(error).size() < error.message.size()) std::abort();
    }
  }
  const auto weakened = plugin::weaken_unique_symbols(file, "x.so");
  if (!weakened || *weakened < inspection->unique_symbols.count) std::abort();
  if (seal::seal(file, "x.so") && !seal::check(file, "x.so")) std::abort();
  return 0;
}
