// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_STAMP_H
#define MUSTER_BASE_STAMP_H

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace muster {

/// What the file system says of a file without reading it. A hint to skip hashing, never an
/// identity: content may change under equal stamps while the clock of the file system stands still.
struct Stamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;  ///< ctime: no program can set it

  friend bool operator==(const Stamp&, const Stamp&) = default;

  [[nodiscard]] static Stamp of(const struct stat& status) noexcept {
    constexpr std::int64_t kSecond = 1'000'000'000;
    return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
            status.st_mtim.tv_sec * kSecond + status.st_mtim.tv_nsec,
            status.st_ctim.tv_sec * kSecond + status.st_ctim.tv_nsec};
  }

  /// Takes in one file of a folder that counts as one thing, such as a bundle. The stamp then moves
  /// whenever a file of it is added, removed, renamed or changed; `inode` is a digest of them all.
  void add(std::string_view name, const Stamp& file) noexcept {
    const auto mix = [this](std::uint64_t value) {  // FNV-1a, by words
      inode = (inode ^ value) * 0x100000001b3;
      inode ^= inode >> 32;
    };
    for (const char c : name) mix(static_cast<unsigned char>(c));
    for (const std::uint64_t value : {file.device, file.inode, file.size}) mix(value);
    for (const std::int64_t value : {file.modified_ns, file.changed_ns}) {
      mix(static_cast<std::uint64_t>(value));
    }
    size += file.size;
    modified_ns = std::max(modified_ns, file.modified_ns);
    changed_ns = std::max(changed_ns, file.changed_ns);
  }

  /// The present moment on the clock of such stamps, ns since the epoch.
  [[nodiscard]] static std::int64_t now_ns() noexcept {
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count();
  }

  /// Whether an equal stamp, seen later, proves equal content that was read at `read_at` (ns since
  /// the epoch): the last change has to be older than a tick of the file system's clock. Those that
  /// stamp in whole seconds, or in two, are known by it.
  [[nodiscard]] bool settled_at(std::int64_t read_at_ns) const noexcept {
    constexpr std::int64_t kSecond = 1'000'000'000;
    const std::int64_t tick = changed_ns % kSecond == 0 ? 2 * kSecond : kSecond / 10;
    return changed_ns + tick < read_at_ns;
  }
};

}  // namespace muster

#endif
