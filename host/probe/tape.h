// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PROBE_TAPE_H
#define MUSTER_PROBE_TAPE_H

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace muster::probe {

/// What of a library is running.
enum class Stage : std::uint32_t { loading, registering, opening, closing, unloading };

/// "while its constructors ran", "in the `open` of AGENT".
[[nodiscard]] std::string name_of(Stage stage, std::string_view agent);

/// What a worker leaves for its supervisor: how far it is, and a line for each library that came to
/// its end. In memory that both share, where no library can close it.
///
/// Threads: one of the worker writes, one of the supervisor reads, at any time.
class Tape {
 public:
  /// Throws std::bad_alloc.
  Tape();
  ~Tape();
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;

  /// For a worker that begins with the library `first`. Only while there is no worker.
  void rewind(std::size_t first) noexcept;

  /// The worker's: the next library begins, reaches a stage, gets new time, has ended.
  void begin(TimePoint now) noexcept;
  void enter(Stage stage, std::string_view agent = {}) noexcept;
  void start_clock(TimePoint now) noexcept;
  void start_opening(TimePoint now) noexcept;
  void end(std::string_view line) noexcept;
  /// Whether the line of another library has room in any case.
  [[nodiscard]] bool has_room() const noexcept;

  /// Libraries that have begun, or ended, those before the first included.
  [[nodiscard]] std::size_t begun() const noexcept;
  [[nodiscard]] std::size_t ended() const noexcept;
  [[nodiscard]] TimePoint clock() const noexcept;    ///< since when the last one has its time
  [[nodiscard]] TimePoint opening() const noexcept;  ///< since when its agents have theirs
  [[nodiscard]] Stage stage() const noexcept;
  [[nodiscard]] std::string_view agent() const noexcept;  ///< that is opened or closed
  [[nodiscard]] std::string_view lines() const noexcept;  ///< each with its end

 private:
  struct Shared;
  Shared* shared_;
};

}  // namespace muster::probe

#endif
