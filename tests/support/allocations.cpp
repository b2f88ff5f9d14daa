// SPDX-License-Identifier: Apache-2.0
#include "support/allocations.h"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace muster::test {
namespace {

thread_local Allocations counted;

void* allocate(std::size_t size, std::size_t alignment) {
  ++counted.count;
  counted.bytes += size;
  // A multiple of the alignment, and not nothing.
  const std::size_t rounded = (size / alignment + 1) * alignment;
  void* const memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

Allocations allocations() noexcept { return counted; }

}  // namespace muster::test

// The other forms call these.
void* operator new(std::size_t size) {
  return muster::test::allocate(size, __STDCPP_DEFAULT_NEW_ALIGNMENT__);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return muster::test::allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t /*alignment*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept {
  std::free(memory);
}
