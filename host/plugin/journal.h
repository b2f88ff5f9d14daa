// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_JOURNAL_H
#define MUSTER_PLUGIN_JOURNAL_H

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include <muster/error.h>
#include "base/clock.h"
#include "base/sha256.h"
#include "base/unique_fd.h"

namespace muster::plugin {

/// Which library's code runs on the loader thread at this moment: so that another thread can tell
/// when it hangs, and the next process what ended this one.
///
/// Threads:  any. One step at a time counts: the one that was entered last.
/// Lifetime: outlives its steps.
class Journal {
 public:
  static constexpr std::string_view kConstructors = "constructors";
  static constexpr std::string_view kDestructors = "destructors";

  struct Entry {
    Sha256 hash;
    std::string path;
    std::string stage;  ///< "constructors", "register", "open of SLUG", "destructors"

    /// Whether the dynamic linker is held up: it lets one thread in at a time.
    [[nodiscard]] bool is_in_linker() const noexcept {
      return stage == kConstructors || stage == kDestructors;
    }
  };
  struct Running {
    Entry entry;
    TimePoint since;
  };

  /// Kept in `file`, which need not exist; empty: in memory alone. An error ("state.unusable"): the
  /// file cannot be used, or another host uses it.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const std::string& file,
                                                             const Clock& clock);

  /// What a process that is dead now had entered and not left. Stays in the file until the first
  /// enter(), or until it is settled: what follows from it has been remembered elsewhere.
  [[nodiscard]] const std::optional<Entry>& unfinished() const noexcept { return unfinished_; }
  void settle();

  class Step {
   public:
    Step(Journal& journal, std::uint64_t number) : journal_(journal), number_(number) {}
    ~Step() { journal_.leave(number_); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Journal& journal_;
    std::uint64_t number_;
  };
  /// From now until the Step ends, code of this library runs. Not forced to the disk: what a
  /// process wrote survives its end. Cost: two writes to a page in cache, 2 us in all.
  [[nodiscard]] Step enter(const Sha256& hash, std::string_view path, std::string_view stage);

  [[nodiscard]] std::optional<Running> running() const;

  /// Nobody waits any more for the step that is running; its thread leaves it without a trace.
  void give_up();

 private:
  explicit Journal(const Clock& clock) : clock_(clock) {}
  void leave(std::uint64_t number);
  void write(std::string_view record) const;

  const Clock& clock_;
  UniqueFd file_;
  std::optional<Entry> unfinished_;
  mutable std::mutex mutex_;  // and of the file's content
  std::uint64_t steps_ = 0;   // guarded by mutex_; the last one is what runs, if anything does
  std::optional<Running> running_;  // guarded by mutex_
};

}  // namespace muster::plugin

#endif
