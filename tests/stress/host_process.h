// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_STRESS_HOST_PROCESS_H
#define MUSTER_TESTS_STRESS_HOST_PROCESS_H

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/unique_fd.h"
#include "support/temp_dir.h"

namespace muster::stress {

/// A host in a process of its own, so that its death can be told. It serves one sound plugin beside
/// whatever is put at path().
class HostProcess {
 public:
  /// Forks; in a process of one thread. Returns when the host has started.
  HostProcess();
  ~HostProcess();
  HostProcess(const HostProcess&) = delete;
  HostProcess& operator=(const HostProcess&) = delete;

  [[nodiscard]] std::string path() const { return folder_ / "plugins/fault.so"; }

  /// Has the host reload, and ask the sound plugin. What became of path(): "loaded", or the code of
  /// the refusal. Nothing: the host died, did not answer for two minutes, or answered wrongly; it
  /// is of no more use, and end() says which.
  [[nodiscard]] std::optional<std::string> reload();

  /// Ends the host. What was wrong with it: "SIGSEGV", "it ended with status 1".
  [[nodiscard]] std::string end();

 private:
  [[nodiscard]] std::optional<std::string> answer();

  test::TempDir folder_;
  UniqueFd channel_;
  pid_t pid_ = 0;
  std::string complaint_;
};

}  // namespace muster::stress

#endif
