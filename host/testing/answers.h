// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTING_ANSWERS_H
#define MUSTER_TESTING_ANSWERS_H

#include <vector>

#include <muster/error.h>
#include <muster/result.h>
#include <muster/testing.hpp>

namespace muster::testing {

[[nodiscard]] Answer answer_of(const std::vector<Block>& blocks);
/// The agent's own code, else the host's.
[[nodiscard]] Answer answer_of(const Error& error);

[[nodiscard]] inline Answer answer_of(const Result<std::vector<Block>>& result) {
  return result ? answer_of(*result) : answer_of(result.error());
}

}  // namespace muster::testing

#endif
