// SPDX-License-Identifier: Apache-2.0
#include "facade/counted_new.h"

#include <cstdlib>
#include <new>

namespace muster::test {
namespace {

thread_local std::uint64_t count = 0;

}  // namespace

std::uint64_t allocations() noexcept { return count; }

}  // namespace muster::test

// The other forms of new and delete end in these.
void* operator new(std::size_t bytes) {
  ++muster::test::count;
  if (void* const memory = std::malloc(bytes == 0 ? 1 : bytes)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
