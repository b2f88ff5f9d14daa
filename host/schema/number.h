// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_NUMBER_H
#define MUSTER_SCHEMA_NUMBER_H

#include <cstdint>
#include <limits>

#include "base/json.h"

/// Numbers of JSON, compared by what they are and not by how they were read.
namespace muster::schema {

/// Has every std::int64_t, std::uint64_t and double, none of them rounded.
using Number = long double;
static_assert(std::numeric_limits<Number>::digits >= 64);

/// Of a value that is a number.
[[nodiscard]] Number number_of(const json::Value& value) noexcept;

/// The absolute value of a number as it is written: digits * 10^exponent. A double stands for the
/// shortest decimal that reads back as the same double, so 0.0075 is a multiple of 0.0001.
struct Decimal {
  std::uint64_t digits = 0;
  int exponent = 0;
};

[[nodiscard]] Decimal decimal_of(const json::Value& value) noexcept;

/// Exact. `divisor` is not zero.
[[nodiscard]] bool is_multiple(Decimal number, Decimal divisor) noexcept;

}  // namespace muster::schema

#endif
