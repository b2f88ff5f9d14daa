// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FILES_PATH_H
#define MUSTER_FILES_PATH_H

#include <string>
#include <string_view>
#include <vector>

namespace files {

/// A path below a root, taken apart. Empty parts and "." are left out; no parts: the root itself.
class Path {
 public:
  /// Throws muster::Failure, outside: it begins with "/", has a ".." or a zero byte.
  explicit Path(std::string_view text);

  [[nodiscard]] const std::vector<std::string>& parts() const noexcept { return parts_; }
  /// "a/b", and "." for the root.
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Whether a part begins with a dot.
  [[nodiscard]] bool is_hidden() const noexcept;

 private:
  std::vector<std::string> parts_;
  std::string text_;
};

[[nodiscard]] inline bool is_hidden(std::string_view name) noexcept {
  return name.starts_with('.');
}

/// "a" and "b" are "a/b"; "." and "b" are "b".
[[nodiscard]] std::string joined(std::string_view folder, std::string_view name);

}  // namespace files

#endif
