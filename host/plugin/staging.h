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
#include <muster/permissions.h>
#include "base/mapped_file.h"
#include "base/sha256.h"
#include "base/stamp.h"
#include "plugin/copy_file.h"
#include "plugin/private_folder.h"

namespace muster::plugin {

/// Larger ones are refused, unless the caller asks for another limit.
inline constexpr std::uint64_t kPluginBytesMax = std::uint64_t{256} << 20;

/// A plugin on disk: a library, or a folder with one (a bundle).
struct Source {
  std::string root;  ///< the folder that is served; nothing is taken from outside of it
  std::string path;  ///< the root as given, a slash, and a name: what reports call it
  bool is_bundle = false;
  bool is_root_trusted = false;  ///< why_untrusted_folder() has found nothing about the root
};

/// The plugin that a path of its own leads to: its root is the folder that it lies in.
[[nodiscard]] Source source_of(const std::string& path);

/// A private copy of a plugin under a name that is never used twice: the dynamic linker knows
/// libraries by path and inode, and a user's own file may be overwritten while it is mapped. A
/// bundle keeps its layout, so that $ORIGIN leads to its helpers.
///
/// Lifetime: the destructor deletes it. Keep it until the library is proven unmapped: without the
///           file no backtrace can name a function.
class StagedCopy {
 public:
  StagedCopy(StagedCopy&& other) noexcept;
  StagedCopy& operator=(StagedCopy&&) = delete;
  ~StagedCopy();

  /// The whole of it: the file, or the folder of a bundle.
  [[nodiscard]] const std::string& top() const noexcept { return top_; }
  /// The library to load.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// The other libraries of a bundle, x.so and x.so.1, sorted.
  [[nodiscard]] const std::vector<std::string>& helpers() const noexcept { return helpers_; }
  /// Of a bundle: over the names, sizes and hashes of all its files.
  [[nodiscard]] const Sha256& hash() const noexcept { return whole_.hash; }
  /// Of the user's file as it was copied; of a bundle, of all of them.
  [[nodiscard]] const Stamp& stamp() const noexcept { return whole_.stamp; }
  /// When the copy began, ns since the epoch: for Stamp::settled_at.
  [[nodiscard]] std::int64_t read_at_ns() const noexcept { return whole_.read_at_ns; }
  /// The bytes of path(). An error: staging cannot be read.
  [[nodiscard]] Result<MappedFile> content() const;

 private:
  friend class Staging;
  StagedCopy() = default;
  std::string top_;  // what is deleted: the file, or the bundle's folder; empty: moved from
  std::string path_;
  std::vector<std::string> helpers_;
  CopiedFile whole_;
};

/// Or why there is no copy; never empty.
using Staged = tl::expected<StagedCopy, std::vector<Error>>;

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

  /// Copies a plugin, hashing on the way. It is found beneath its root, so that no symbolic link
  /// leads out of there. Refused by name and reason, and nothing is left of it: what copy_file()
  /// refuses, an empty library, a folder on the way that `permissions` does not allow; of a bundle
  /// also one without its library, or with more files than list_bundle() allows or more than
  /// `max_bytes` in all. Of a bundle every file that is at fault is told.
  [[nodiscard]] Staged copy(const Source& source, std::uint64_t max_bytes, Permissions permissions);

  [[nodiscard]] const std::string& folder() const noexcept { return folder_.path(); }

 private:
  explicit Staging(PrivateFolder folder) : folder_(std::move(folder)) {}
  PrivateFolder folder_;
  std::atomic<std::uint64_t> next_{1};
};

}  // namespace muster::plugin

#endif
