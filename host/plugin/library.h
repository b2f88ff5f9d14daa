// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_LIBRARY_H
#define MUSTER_PLUGIN_LIBRARY_H

#include <memory>
#include <string>
#include <string_view>

#include <muster/abi.h>
#include <muster/error.h>

namespace muster::plugin {

using Register = int32_t(const muster_registrar*);

/// A mapped shared library, over Boost.DLL.
///
/// Threads:  open and unload run foreign code (constructors, destructors): loader and retiring
/// thread. Lifetime: the destructor unloads.
class Library {
 public:
  /// Maps a private copy (rtld_now | rtld_local) that inspect() accepted, and finds `register`. An
  /// error names `subject` and holds the dynamic linker's own text; also where `register` is found
  /// but lies in another library.
  [[nodiscard]] static Result<Library> open(const std::string& copy, std::string_view subject);

  Library(Library&&) noexcept;
  Library& operator=(Library&&) = delete;
  ~Library();

  [[nodiscard]] Register* entry() const noexcept { return entry_; }

  /// From here on it stays mapped until the process ends: its code may run, or be run, when nobody
  /// calls it. On a thread that it left behind, as the handler of a signal.
  void keep() noexcept { is_kept_ = true; }
  [[nodiscard]] bool is_kept() const noexcept { return is_kept_; }

  /// Unmaps it. True: proven, no mapping of the copy is left in the process. False: it stays mapped
  /// (kept; pending thread_local destructors, STB_GNU_UNIQUE, NODELETE); calling again tries again.
  [[nodiscard]] bool unload();

 private:
  struct Mapping;
  explicit Library(std::unique_ptr<Mapping> mapping, Register* entry);
  std::unique_ptr<Mapping> mapping_;
  Register* entry_;
  bool is_kept_ = false;
};

/// Whether the dynamic linker still lists a library of this path (dl_iterate_phdr), be it under
/// another spelling: one that was found by a run path may have `..` in it.
[[nodiscard]] bool is_mapped(const std::string& path);

/// A path without `.` and `..`. No link is followed.
[[nodiscard]] std::string plain_path(std::string path);

}  // namespace muster::plugin

#endif
