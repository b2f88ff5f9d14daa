// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_TYPE_H
#define MUSTER_SCHEMA_TYPE_H

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

/// The types of JSON Schema. A number without a fraction is an integer, however it was written.
namespace muster::schema {

using TypeSet = std::uint8_t;  ///< a bit for each of these

inline constexpr TypeSet kNull = 1;
inline constexpr TypeSet kBoolean = 2;
inline constexpr TypeSet kInteger = 4;
inline constexpr TypeSet kFraction = 8;
inline constexpr TypeSet kString = 16;
inline constexpr TypeSet kArray = 32;
inline constexpr TypeSet kObject = 64;
inline constexpr TypeSet kNumber = kInteger | kFraction;
inline constexpr TypeSet kNoType = 0;
inline constexpr TypeSet kAnyType = 127;

/// The one type of a value.
[[nodiscard]] TypeSet type_of(const json::Value& value) noexcept;

/// What the keyword `type` means by a name; kNoType: nothing.
[[nodiscard]] TypeSet type_named(std::string_view name) noexcept;

/// "a string or null".
[[nodiscard]] std::string to_words(TypeSet types);

}  // namespace muster::schema

#endif
