// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_VERDICTS_H
#define MUSTER_PLUGIN_VERDICTS_H

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "base/sha256.h"
#include "plugin/given_configuration.h"

namespace muster::plugin {

/// Why content is not loaded any more, until somebody lifts it.
struct Quarantine {
  Sha256 hash;
  std::string path;  ///< of the file that had this content, as reports show it
  Error problem;     ///< its subject is `path`
  std::chrono::system_clock::time_point since;
  /// That of the agent that was being opened. It may be the cause, so with another one the content
  /// is tried again. No agent: the content alone is to blame.
  GivenConfiguration given = {};

  [[nodiscard]] bool counts_for(const Configurations& configurations) const {
    return given.agent.empty() || given == given_configuration(given.agent, configurations);
  }
};

/// What is wrong with content, as a report tells it of a file: its subject is `path`, and where the
/// hint is to retry, it says so of this file.
[[nodiscard]] Error problem_of(Error problem, const std::string& path);

/// What is known of libraries by their content: which passed the probe, and which are quarantined.
/// Different bytes are unknown, so a quarantine ends by itself when the file is mended.
///
/// Threads: any.
/// Cost:    a question is a search in memory; for each library known save() is 2 us, open() 5 us.
class Verdicts {
 public:
  /// Of more than these, the oldest are forgotten.
  static constexpr std::size_t kPassesMax = 100'000;
  static constexpr std::size_t kQuarantinesMax = 1'000;

  /// Kept in `file`, which need not exist; empty: in memory alone. What the probe of another build
  /// of the host said does not count; what ended or blocked a host does. A file that cannot be read
  /// is an error ("state.unusable"), and damaged lines are passed over.
  [[nodiscard]] static Result<std::unique_ptr<Verdicts>> open(const std::string& file,
                                                              std::string_view build);

  /// Whether save() writes a file.
  [[nodiscard]] bool is_persistent() const noexcept { return !file_.empty(); }

  [[nodiscard]] bool has_passed(const Sha256& hash) const;
  [[nodiscard]] std::optional<Quarantine> quarantine_of(const Sha256& hash) const;
  [[nodiscard]] std::vector<Quarantine> quarantined() const;  ///< sorted by path

  /// Nothing, if it is quarantined.
  void pass(const Sha256& hash);
  /// In place of what was known of the content. Texts are made fit for one line, and cut.
  void quarantine(Quarantine quarantine);

  /// Lifts what `which` names: a hash, its first 8 digits or more, or the path. What was lifted.
  [[nodiscard]] std::vector<Quarantine> retry(std::string_view which);

  /// Writes what changed, at once and whole. An error: it could not; memory still knows.
  [[nodiscard]] Result<void> save();

 private:
  Verdicts(std::string file, std::string judge)
      : file_(std::move(file)), judge_(std::move(judge)) {}
  void read(std::string_view lines);
  [[nodiscard]] std::string lines() const;

  const std::string file_;
  const std::string judge_;  // whose verdicts these are: build and ABI
  std::mutex saving_;        // one writer of the file; taken before mutex_
  mutable std::mutex mutex_;
  // Guarded by mutex_. No content is in both.
  std::set<Sha256> passed_;
  std::deque<Sha256> passed_in_turn_;
  std::map<Sha256, Quarantine> quarantined_;
  bool is_changed_ = false;
};

}  // namespace muster::plugin

#endif
