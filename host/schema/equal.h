// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_EQUAL_H
#define MUSTER_SCHEMA_EQUAL_H

#include <cstddef>
#include <optional>
#include <utility>

#include "base/json.h"
#include "schema/steps.h"

namespace muster::schema {

/// As JSON Schema means it: 1 equals 1.0, the order of members does not matter.
[[nodiscard]] bool equal(const json::Value& a, const json::Value& b) noexcept;

/// The positions of two items that are equal, if there are any. Takes a step for each value within
/// the array, and gives up when none are left.
///
/// Cost: sorts hashes; compares only items whose hashes are equal.
[[nodiscard]] std::optional<std::pair<std::size_t, std::size_t>> find_equal(
    const json::Array& items, Steps& steps);

}  // namespace muster::schema

#endif
