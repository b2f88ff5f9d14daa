// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_BENCH_REAL_SKILLS_H
#define MUSTER_TESTS_BENCH_REAL_SKILLS_H

#include <cstddef>
#include <string>
#include <vector>

#include "support/temp_dir.h"

namespace muster::bench {

/// Writes `count` skills into a folder of `root` each, and returns the paths of their SKILL.md: the
/// real ones that have front matter, again and again under names of their own; where there is no
/// corpus beside the repository, one that was made up with a length that is usual.
[[nodiscard]] std::vector<std::string> write_skills(const test::TempDir& root, std::size_t count);

}  // namespace muster::bench

#endif
