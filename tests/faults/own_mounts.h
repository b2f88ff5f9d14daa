// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FAULTS_OWN_MOUNTS_H
#define MUSTER_TESTS_FAULTS_OWN_MOUNTS_H

#include <string>

namespace muster::test {

/// Whether this process may mount what it likes, and nobody else sees it. If not, the current test
/// is run again in one that may, and has to pass there: return at once.
///
///   if (!has_own_mounts()) return;
///   mount_tmpfs(folder, "size=1m");
///
/// Where the system allows no such process, the test says that it was skipped.
[[nodiscard]] bool has_own_mounts();

/// Puts an empty file system in memory at a folder, or changes the options of the one there.
void mount_tmpfs(const std::string& folder, const std::string& options);
void remount(const std::string& folder, unsigned long flags);

}  // namespace muster::test

#endif
