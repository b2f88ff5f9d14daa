// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_FILES_H
#define MUSTER_PACKAGE_FILES_H

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <muster/error.h>

namespace muster::package {

/// A file of a package, held whole.
struct File {
  std::string path;
  std::string bytes;
  bool is_executable = false;

  friend bool operator==(const File&, const File&) = default;
};

/// Why a file or a folder could not be written, by the system's error number.
[[nodiscard]] Error unwritable(const std::string& path, int number);

/// The paths that a package has so far: refuses those that lead out, and twins.
class Paths {
 public:
  /// `subject` names the package in errors, and lives as long.
  explicit Paths(const std::string& subject) : subject_(subject) {}

  [[nodiscard]] Result<void> add_file(const std::string& path);
  [[nodiscard]] Result<void> add_folder(const std::string& path);

 private:
  struct Spelled {
    std::string path;
    bool is_folder;
  };
  Result<void> add(const std::string& path, bool is_folder);

  const std::string& subject_;
  std::size_t files_ = 0;
  std::size_t folders_ = 0;
  std::map<std::string, Spelled> seen_;  // by their paths without case
};

/// Takes the top folder, if there is one, off the paths, so that SKILL.md is at the top: there
/// already, or in the one folder that holds everything. Else an error.
[[nodiscard]] Result<std::vector<File>> without_top(std::vector<File> files,
                                                    const std::string& subject);

}  // namespace muster::package

#endif
