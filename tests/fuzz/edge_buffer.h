// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FUZZ_EDGE_BUFFER_H
#define MUSTER_TESTS_FUZZ_EDGE_BUFFER_H

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <span>

namespace muster::test {

/// Holds bytes so that the one behind the last is in a page that nobody may touch: a read too far
/// ends the program even in a library that no sanitizer was built into.
class EdgeBuffer {
 public:
  static constexpr std::size_t kBytesMax = std::size_t{1} << 20;

  EdgeBuffer() {
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void* const start = ::mmap(nullptr, kBytesMax + page, PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) std::abort();
    end_ = static_cast<std::byte*>(start) + kBytesMax;
    if (::mprotect(end_, page, PROT_NONE) != 0) std::abort();
  }
  EdgeBuffer(const EdgeBuffer&) = delete;
  EdgeBuffer& operator=(const EdgeBuffer&) = delete;
  // The memory stays until the program ends.

  /// A copy of the bytes, until the next one; no more than kBytesMax.
  [[nodiscard]] std::span<std::byte> hold(std::span<const std::byte> bytes) {
    if (bytes.size() > kBytesMax) bytes = bytes.first(kBytesMax);
    std::byte* const start = end_ - bytes.size();
    if (!bytes.empty()) std::memcpy(start, bytes.data(), bytes.size());
    return {start, bytes.size()};
  }

 private:
  std::byte* end_;
};

}  // namespace muster::test

#endif
