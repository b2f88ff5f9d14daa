// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_PICTURE_H
#define MUSTER_PROBE_PICTURE_H

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace muster::probe {

/// An open descriptor: its number and the file behind it.
struct Descriptor {
  int number = -1;
  dev_t device = 0;
  ino_t inode = 0;

  friend bool operator==(const Descriptor&, const Descriptor&) = default;
};

/// What this process is apart from its memory: what a library may not change.
///
/// Cost: 30 us.
struct Picture {
  std::vector<Descriptor> descriptors;  ///< by number
  std::size_t threads = 0;
  bool has_children = false;
  std::uint64_t blocked = 0;  ///< signals, the first in the lowest bit
  std::uint64_t ignored = 0;
  std::uint64_t caught = 0;
  bool has_timer = false;
  std::string
      privileges;  ///< users, groups, capabilities, filter of system calls, as /proc has them
  std::array<rlim_t, RLIM_NLIMITS> limits{};  ///< soft; but for the probe's own, RLIMIT_CPU
  int niceness = 0;
  std::pair<dev_t, ino_t> root{};
  std::string folder;
  mode_t mask = 0;
  std::string locale;
  std::vector<std::string> environment;  ///< sorted

  [[nodiscard]] static Picture take();
};

/// Threads of this process that are not at their very end.
[[nodiscard]] std::size_t count_threads();

/// What differs, each a few words: "changed the umask". Pure.
[[nodiscard]] std::vector<std::string> changes(const Picture& before, const Picture& after);

/// Descriptors that are open after and were not before. Pure.
[[nodiscard]] std::vector<Descriptor> opened(const Picture& before, const Picture& after);

}  // namespace muster::probe

#endif
