// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FAULTS_HOSTILE_H
#define MUSTER_TESTS_FAULTS_HOSTILE_H

#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kHasSanitizer = true;
#else
inline constexpr bool kHasSanitizer = false;
#endif

/// Writes a library to `to` that does `deed` ("segfault") at `moment`: "construct", "register",
/// "open", "close" or "destruct". tests/faults/plugins/hostile.c has the deeds. Returns `to`.
std::string hostile_copy(const std::string& to, std::string_view moment, std::string_view deed);

/// Puts a mark into the environment that every process inherits which is started from here on; for
/// as long as it lives.
class ProcessMark {
 public:
  ProcessMark();
  ~ProcessMark();
  ProcessMark(const ProcessMark&) = delete;
  ProcessMark& operator=(const ProcessMark&) = delete;

  /// Processes that have the mark, but for this one; each as its number and command line.
  [[nodiscard]] std::vector<std::string> processes() const;

 private:
  std::string mark_;
};

}  // namespace muster::test

#endif
