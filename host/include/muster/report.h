// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REPORT_H
#define MUSTER_REPORT_H

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>

namespace muster {

/// What a bad plugin does to a reload.
enum class Policy : std::uint8_t {
  keep_all,   ///< nothing is published; the whole old table stays
  keep_file,  ///< that file keeps its previous version, or stays out; the rest is published
};

/// Why a reload ran.
enum class Trigger : std::uint8_t { start, sighup, file_change, request, rescan };

/// What came of a whole reload.
enum class Outcome : std::uint8_t { published, unchanged, rejected };

/// What came of one file (of a plugin) or folder (of a skill).
enum class FileOutcome : std::uint8_t {
  loaded,
  unchanged,
  kept,      ///< refused; its previous version goes on serving
  rejected,  ///< refused; nothing of it serves, or (keep-all) the whole reload was refused
  quarantined,
  ignored,   ///< a helper library: neither note nor `register`
  shadowed,  ///< a skill whose name an earlier root or path already serves
  removed,
  held,  ///< good, or gone, but the reload was rejected: what served from there goes on
};

/// rejected, kept or quarantined.
[[nodiscard]] constexpr bool is_refused(FileOutcome outcome) noexcept {
  return outcome == FileOutcome::rejected || outcome == FileOutcome::kept ||
         outcome == FileOutcome::quarantined;
}

enum class FileKind : std::uint8_t { plugin, skill };

MUSTER_API std::string_view name_of(Policy policy) noexcept;        ///< "keep-all"
MUSTER_API std::string_view name_of(Trigger trigger) noexcept;      ///< "sighup"
MUSTER_API std::string_view name_of(Outcome outcome) noexcept;      ///< "published"
MUSTER_API std::string_view name_of(FileOutcome outcome) noexcept;  ///< "loaded"
MUSTER_API std::string_view name_of(FileKind kind) noexcept;        ///< "plugin"

struct FileReport {
  std::string path;  ///< the root as given + the name
  FileKind kind = FileKind::plugin;
  FileOutcome outcome = FileOutcome::unchanged;
  std::string sha256;              ///< empty if it could not be read
  std::vector<std::string> names;  ///< of its agents, or of its skill; sorted
  std::vector<Error> problems;     ///< why it was refused; the most important first
  std::vector<Error> warnings;

  friend bool operator==(const FileReport&, const FileReport&) = default;
};

/// A clash of files that are each good by themselves.
struct Conflict {
  std::vector<std::string> files;  ///< sorted
  Error error;

  friend bool operator==(const Conflict&, const Conflict&) = default;
};

struct Names {
  std::vector<std::string> agents;  ///< sorted
  std::vector<std::string> skills;  ///< sorted

  friend bool operator==(const Names&, const Names&) = default;
};

/// The report of one reload, as data. to_json() is the form that scripts read.
///
/// Threads: plain data.
struct ReloadReport {
  std::uint64_t number = 0;  ///< counts reloads of this host from 1
  std::chrono::system_clock::time_point at;
  Trigger trigger = Trigger::start;
  Policy policy = Policy::keep_all;
  Outcome result = Outcome::unchanged;
  std::uint64_t generation = 0;           ///< that serves now
  std::uint64_t previous_generation = 0;  ///< that served before
  std::chrono::nanoseconds duration{};
  Names added;
  Names changed;
  Names removed;
  std::uint64_t unchanged = 0;    ///< files that were not read again, or proved the same
  std::vector<FileReport> files;  ///< sorted by path; all but the unchanged ones
  std::vector<Conflict> conflicts;
  std::vector<Error> errors;    ///< of no single file: a root that vanished, staging that is full
  std::vector<Error> warnings;  ///< of no single file: folders that are not watched

  [[nodiscard]] Outcome outcome() const noexcept { return result; }

  /// Files that were refused.
  [[nodiscard]] MUSTER_API std::uint64_t refused() const noexcept;

  /// Every error of the reload, whole-reload ones first; no warnings.
  [[nodiscard]] MUSTER_API std::vector<Error> problems() const;
};

/// The verdict in one line, as `muster reload` prints it first:
/// "rejected: generation 4 still serves; plugins/c.so: the file ends ... (elf.truncated); copy it
/// again".
[[nodiscard]] MUSTER_API std::string verdict(const ReloadReport& report);

/// The report as one JSON object; docs/operating.md describes the keys.
[[nodiscard]] MUSTER_API std::string to_json(const ReloadReport& report);

}  // namespace muster

#endif
