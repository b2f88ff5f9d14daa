// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_JOURNAL_H
#define MUSTER_PLUGIN_JOURNAL_H

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
/// Threads:  enter() and the Step on the loader thread, the rest from any.
/// Lifetime: outlives its steps.
class Journal {
 public:
  struct Entry {
    Sha256 hash;
    std::string path;
    std::string stage;  ///< "constructors", "register", "open of SLUG", "destructors"
  };
  struct Running {
    Entry entry;
    TimePoint since;
  };

  /// Kept in `file`, which need not exist; empty: in memory alone.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const std::string& file,
                                                             const Clock& clock);

  /// What a process that is dead now had entered and not left.
  [[nodiscard]] const std::optional<Entry>& unfinished() const noexcept { return unfinished_; }

  class Step {
   public:
    explicit Step(Journal& journal) : journal_(journal) {}
    ~Step() { journal_.leave(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Journal& journal_;
  };
  /// From now until the Step ends, code of this library runs. Cost: one write of a page in cache.
  [[nodiscard]] Step enter(const Sha256& hash, std::string_view path, std::string_view stage);

  [[nodiscard]] std::optional<Running> running() const;

 private:
  explicit Journal(const Clock& clock) : clock_(clock) {}
  void leave();

  const Clock& clock_;
  UniqueFd file_;
  std::optional<Entry> unfinished_;
  mutable std::mutex mutex_;
  std::optional<Running> running_;  // guarded by mutex_
};

}  // namespace muster::plugin

#endif
