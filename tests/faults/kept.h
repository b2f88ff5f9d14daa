// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FAULTS_KEPT_H
#define MUSTER_TESTS_FAULTS_KEPT_H

#include <string_view>

#include "faults/faults.h"

namespace muster::test {

/// Drops a fault into a running host: the reload is refused by name, and nothing else moves.
void check_old_table_kept(const Fault& fault);

/// The same file at the start: the good one serves, the host says it is degraded.
void check_others_start(const Fault& fault);

/// Both, for each fault of a row.
void check_row_kept(std::string_view row);

}  // namespace muster::test

#endif
