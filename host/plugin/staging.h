// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_STAGING_H
#define MUSTER_PLUGIN_STAGING_H

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <muster/error.h>
#include "base/mapped_file.h"
#include "base/sha256.h"
#include "base/stamp.h"
#include "plugin/private_folder.h"

namespace muster::plugin {

/// A private copy of a library's file under a name that is never used twice: the dynamic linker
/// knows libraries by path and inode, and a user's own file may be overwritten while it is mapped.
///
/// Lifetime: the destructor deletes the file. Keep it until the library is proven unmapped: without
/// the
///           file no backtrace can name a function.
class StagedCopy {
 public:
  StagedCopy(StagedCopy&& other) noexcept;
  StagedCopy& operator=(StagedCopy&&) = delete;
  ~StagedCopy();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] const Sha256& hash() const noexcept { return hash_; }
  /// Of the user's file as it was copied.
  [[nodiscard]] const Stamp& stamp() const noexcept { return stamp_; }
  /// When the copy began, ns since the epoch: for Stamp::settled_at.
  [[nodiscard]] std::int64_t read_at_ns() const noexcept { return read_at_ns_; }
  /// The bytes of the copy. An error: staging cannot be read.
  [[nodiscard]] Result<MappedFile> content() const;

 private:
  friend class Staging;
  StagedCopy() = default;
  std::string path_;
  Sha256 hash_;
  Stamp stamp_;
  std::int64_t read_at_ns_ = 0;
};

/// The private folder (0700) of one host process, where copies live.
///
/// Threads:  copy() from any thread.
/// Lifetime: the folder goes with it if no copy is left in there.
class Staging {
 public:
  /// Makes a fresh folder below the first parent that can hold one; each parent is made if it is
  /// missing and must then belong to this user. An error names every parent and why it was refused.
  [[nodiscard]] static Result<std::unique_ptr<Staging>> create(std::vector<std::string> parents);
  /// $XDG_RUNTIME_DIR/muster, the state folder, /tmp/muster-UID; `chosen`, if not empty, alone.
  [[nodiscard]] static std::vector<std::string> default_parents(const std::string& chosen);

  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  /// Copies a regular file, hashing on the way. Refused at once: anything that is not a regular
  /// file (named for what it is), an empty file, one over `max_bytes`, one that changed while it
  /// was read. Never blocks on a FIFO or a device, never allocates by a claimed size.
  [[nodiscard]] Result<StagedCopy> copy(const std::string& file, std::uint64_t max_bytes);

  [[nodiscard]] const std::string& folder() const noexcept { return folder_.path(); }

 private:
  explicit Staging(PrivateFolder folder) : folder_(std::move(folder)) {}
  PrivateFolder folder_;
  std::atomic<std::uint64_t> next_{1};
};

}  // namespace muster::plugin

#endif
