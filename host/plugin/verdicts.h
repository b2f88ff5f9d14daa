// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_VERDICTS_H
#define MUSTER_PLUGIN_VERDICTS_H

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "base/sha256.h"

namespace muster::plugin {

/// Why content is not loaded any more, until somebody lifts it.
struct Quarantine {
  Sha256 hash;
  std::string path;  ///< of the file that had this content, as reports named it
  Error problem;     ///< its subject is `path`
  std::chrono::system_clock::time_point since;
};

/// What is known of libraries by their content: which passed the probe, and which are quarantined.
/// Different bytes are unknown, so a quarantine ends by itself when the file is mended.
///
/// Threads: any.
class Verdicts {
 public:
  /// Kept in `file`, which need not exist; empty: in memory alone. What the probe of another build
  /// of the host said does not count; what ended or blocked a host does. A file that cannot be read
  /// is an error, and damaged lines are passed over.
  [[nodiscard]] static Result<std::unique_ptr<Verdicts>> open(const std::string& file);

  [[nodiscard]] bool has_passed(const Sha256& hash) const;
  [[nodiscard]] std::optional<Quarantine> quarantine_of(const Sha256& hash) const;
  [[nodiscard]] std::vector<Quarantine> quarantined() const;  ///< sorted by path

  void pass(const Sha256& hash);
  void quarantine(Quarantine quarantine);

  /// Lifts what `which` names: a hash, its first 8 digits or more, or the path. What was lifted.
  [[nodiscard]] std::vector<Quarantine> retry(std::string_view which);

  /// Writes what changed, at once and whole. An error: it could not; memory still knows.
  [[nodiscard]] Result<void> save();

 private:
  Verdicts() = default;
};

}  // namespace muster::plugin

#endif
