// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_TEMP_DIR_H
#define MUSTER_TESTS_SUPPORT_TEMP_DIR_H

#include <string>
#include <string_view>

namespace muster::test {

/// A fresh folder that goes with all its content at the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// The path of a name in it, which need not exist.
  [[nodiscard]] std::string operator/(std::string_view name) const;

  /// Writes a file, over an old one if there is one, and makes folders on the way; returns its
  /// path.
  std::string write(std::string_view name, std::string_view bytes) const;
  /// Makes a folder, and those on the way; returns its path.
  std::string make_folder(std::string_view name) const;

 private:
  std::string path_;
};

}  // namespace muster::test

#endif
