// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FUZZ_SCRATCH_H
#define MUSTER_TESTS_FUZZ_SCRATCH_H

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace muster::test {

/// A folder for files that a fuzzer makes, in memory where the system has such a place.
class Scratch {
 public:
  Scratch() : path_("/dev/shm/muster-fuzz-XXXXXX") {
    if (::mkdtemp(path_.data()) != nullptr) return;
    path_ = std::filesystem::temp_directory_path() / "muster-fuzz-XXXXXX";
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~Scratch() {
    std::error_code left;
    std::filesystem::remove_all(path_, left);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  void clear() const {
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      std::filesystem::remove_all(entry);
    }
  }

 private:
  std::string path_;
};

}  // namespace muster::test

#endif
