// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_JSON_H
#define MUSTER_BASE_JSON_H

#include <boost/json.hpp>
#include <cstddef>
#include <string>
#include <string_view>

#include <muster/error.h>

/// JSON within bounds. The only place that includes Boost.JSON; others use these names.
namespace muster::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

struct Limits {
  std::size_t bytes = std::size_t{1} << 20;
  std::size_t depth = 64;  ///< of arrays and objects within each other
};

/// Parses exactly one value. Refused, with `subject:line:column`: what is not JSON or not UTF-8, a
/// number beyond double, a duplicate key, anything past the limits.
[[nodiscard]] Result<Value> parse(std::string_view text, std::string subject, Limits limits = {});

/// One line, no spaces.
[[nodiscard]] std::string write(const Value& value);
/// Indented by two spaces, for people; ends with a newline.
[[nodiscard]] std::string write_pretty(const Value& value);

}  // namespace muster::json

#endif
