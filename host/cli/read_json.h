// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_READ_JSON_H
#define MUSTER_CLI_READ_JSON_H

#include <string>
#include <string_view>

#include "base/json.h"

/// Reading what a host answered, for people: what is missing reads as nothing.
namespace muster::cli {

/// A string as it is; a number or boolean as JSON has it; an array of these joined by ", ".
[[nodiscard]] std::string text_at(const json::Value& object, std::string_view key);
/// The member, or null.
[[nodiscard]] const json::Value& value_at(const json::Value& object, std::string_view key);
/// The array's items; none where there is no array.
[[nodiscard]] const json::Array& items_at(const json::Value& object, std::string_view key);
[[nodiscard]] const json::Array& items_of(const json::Value& value);

}  // namespace muster::cli

#endif
