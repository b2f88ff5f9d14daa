// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_JOURNAL_H
#define MUSTER_PLUGIN_JOURNAL_H

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <muster/error.h>
#include "base/clock.h"
#include "base/sha256.h"
#include "base/unique_fd.h"
#include "plugin/given_configuration.h"

namespace muster::plugin {

/// Which libraries' code runs at this moment to load or to close them: so that another thread can
/// tell when it hangs, and the next process what ended this one.
///
/// Threads:  any; a Step ends on the thread that entered it.
/// Lifetime: outlives its steps.
class Journal {
 public:
  static constexpr std::string_view kConstructors = "constructors";
  static constexpr std::string_view kClose = "close";
  static constexpr std::string_view kDestructors = "destructors";

  struct Entry {
    Sha256 hash;
    std::string path;
    std::string stage;  ///< "constructors", "register", "open of SLUG", "close", "destructors"
    GivenConfiguration given = {};  ///< to the agent that is being opened

    /// Whether the dynamic linker may be held up: it lets one thread in at a time.
    [[nodiscard]] bool is_in_linker() const noexcept {
      return stage == kConstructors || stage == kDestructors;
    }
  };
  struct Running {
    Entry entry;
    std::string head;  ///< of its record: what no stage changes
    TimePoint since;
    std::thread::id thread;
    std::uint64_t number = 0;
  };

  /// Kept in `file`, which need not exist; empty: in memory alone. An error ("state.unusable"): the
  /// file cannot be used, or another host uses it.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(const std::string& file,
                                                             const Clock& clock);

  /// What a process that is dead now had entered and not left, in that order. Nothing, if the
  /// machine was started anew since: then no library need have ended it. Stays in the file until it
  /// is settled: what follows from it has been remembered elsewhere.
  [[nodiscard]] const std::vector<Entry>& unfinished() const noexcept { return unfinished_; }
  void settle();

  class Step {
   public:
    /// In no journal: nothing is noted.
    Step(Journal* journal, const Sha256& hash, std::string_view path, std::string_view stage,
         const GivenConfiguration& given = {})
        : journal_(journal),
          number_(journal != nullptr
                      ? journal->begin({hash, std::string(path), std::string(stage), given})
                      : 0) {}
    ~Step() {
      if (journal_ != nullptr) journal_->leave(number_);
    }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

    /// The library's code goes on with another stage, whose time begins now.
    void next(std::string_view stage, const GivenConfiguration& given = {}) {
      if (journal_ != nullptr) journal_->next(number_, stage, given);
    }

   private:
    Journal* journal_;
    std::uint64_t number_;
  };
  /// From now until the Step ends, code of this library runs on this thread. Not forced to the
  /// disk: what a process wrote survives its end. Cost: a write to a page in cache, 1 us, for each
  /// stage and at the end.
  [[nodiscard]] Step enter(const Sha256& hash, std::string_view path, std::string_view stage) {
    return {this, hash, path, stage};
  }

  /// What a thread entered last, of what it has not left.
  [[nodiscard]] std::optional<Running> running(std::thread::id thread) const;

  /// Nobody waits any more for what a thread has entered; it leaves without a trace.
  void give_up(std::thread::id thread);

  /// The process is about to end on purpose: what runs from here on is not to blame for that.
  void close();
  /// After close(): lets another host have the file. Nothing is written any more.
  void release();

 private:
  explicit Journal(const Clock& clock);
  std::uint64_t begin(Entry entry);
  void next(std::uint64_t number, std::string_view stage, const GivenConfiguration& given);
  void leave(std::uint64_t number);
  void write() const;

  const Clock& clock_;
  std::string boot_;
  std::vector<Entry> unfinished_;
  mutable std::mutex mutex_;      // and of the file's content
  UniqueFd file_;                 // guarded by mutex_
  bool is_closed_ = false;        // guarded by mutex_
  std::uint64_t steps_ = 0;       // guarded by mutex_
  std::vector<Running> running_;  // guarded by mutex_; in the order in which they were entered
};

}  // namespace muster::plugin

#endif
