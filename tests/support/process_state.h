// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_PROCESS_STATE_H
#define MUSTER_TESTS_SUPPORT_PROCESS_STATE_H

#include <cstddef>
#include <iosfwd>
#include <string>
#include <vector>

namespace muster::test {

/// What this process holds, from /proc/self: a refusal must leave it as it was.
///
///   const auto before = ProcessState::now(staging.folder());
///   ... refuse something ...
///   CHECK(ProcessState::now(staging.folder()) == before);
struct ProcessState {
  std::size_t threads = 0;
  std::vector<std::string> descriptors;  ///< what each open one leads to, sorted
  std::vector<std::string> mapped;  ///< files of the staging folder in the address space, sorted
  std::vector<std::string> staged;  ///< names in the staging folder, sorted

  [[nodiscard]] static ProcessState now(const std::string& staging_folder);

  friend bool operator==(const ProcessState&, const ProcessState&) = default;
  friend std::ostream& operator<<(std::ostream& out, const ProcessState& state);
};

}  // namespace muster::test

#endif
