// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FAULTS_MARK_H
#define MUSTER_TESTS_FAULTS_MARK_H

#include <cstdlib>
#include <filesystem>
#include <string>

#include "support/temp_dir.h"

namespace muster::test {

/// The file that shows that code of a fixture ran; its path is in the environment as long as this
/// lives.
class Mark {
 public:
  Mark() { ::setenv("MUSTER_FIXTURE_MARK", path_.c_str(), 1); }
  ~Mark() { ::unsetenv("MUSTER_FIXTURE_MARK"); }
  Mark(const Mark&) = delete;
  Mark& operator=(const Mark&) = delete;
  [[nodiscard]] bool is_left() const { return std::filesystem::exists(path_); }

 private:
  TempDir folder_;
  std::string path_ = folder_ / "mark";
};

}  // namespace muster::test

#endif
