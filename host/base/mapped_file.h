// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_MAPPED_FILE_H
#define MUSTER_BASE_MAPPED_FILE_H

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include <muster/error.h>

namespace muster {

/// The bytes of a file that is this program's alone: one that shrinks while it is mapped would end
/// the process.
class MappedFile {
 public:
  /// An empty file has no bytes. An error has a code `file.*`.
  [[nodiscard]] static Result<MappedFile> open(const std::string& path);

  MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  MappedFile& operator=(MappedFile&&) = delete;
  ~MappedFile();

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return bytes_; }

 private:
  explicit MappedFile(std::span<std::byte> bytes) : bytes_(bytes) {}
  std::span<std::byte> bytes_;
};

}  // namespace muster

#endif
