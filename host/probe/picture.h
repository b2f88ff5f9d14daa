// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_PICTURE_H
#define MUSTER_PROBE_PICTURE_H

#include <sys/stat.h>
#include <sys/types.h>

#include <array>
#include <csignal>
#include <cstddef>
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
/// Cost: 50 us.
struct Picture {
  using Handler = std::pair<void (*)(int), int>;  // and its flags

  std::vector<Descriptor> descriptors;  ///< by number
  std::size_t threads = 0;
  bool has_children = false;
  std::array<Handler, NSIG> signals{};
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
