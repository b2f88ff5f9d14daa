// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_SCHEMA_H
#define MUSTER_SCHEMA_SCHEMA_H

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <muster/error.h>
#include "base/json.h"

namespace muster::schema {

inline constexpr std::size_t kBytesMax = 64 * 1024;  ///< of a schema's text
inline constexpr std::size_t kDepthMax = 32;  ///< of JSON, and of schemas in a row for one value
inline constexpr std::size_t kKeywordsMax = 1'000;
inline constexpr std::size_t kStepsMax = 1'000'000;  ///< of one check

/// Where an instance breaks a schema, and how.
struct Violation {
  std::string instance;  ///< JSON pointer into the instance; "" is the whole
  std::string schema;    ///< JSON pointer to the keyword
  std::string message;   ///< lower case, no full stop; quotes no value of the instance
};

struct Compiled;

/// A JSON Schema (draft 2020-12), compiled. A closed list of keywords: one that constrains and is
/// not enforced here is refused, never ignored, and so is a word that is no keyword at all, unless
/// it begins with "x-" (docs/decisions/0009).
///
/// Threads:  immutable; check() from any thread.
/// Lifetime: owns all it needs.
class Schema {
 public:
  /// An error has a code `schema.*`; its message begins with the place, "#/properties/a/type", or
  /// with line:column where the text is not JSON.
  ///
  /// Cost: 3 us for a few properties, and as much for each small pattern.
  [[nodiscard]] static Result<Schema> compile(std::string_view text, std::string_view subject);

  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// The first thing found wrong; nothing: the instance is valid. Also a violation: an instance
  /// that takes more than kStepsMax steps to look at. Calls itself for each level of the instance,
  /// which is within json::Limits.
  ///
  /// Cost: 0.1 us for a few members; allocates nothing for a valid instance, uniqueItems apart.
  [[nodiscard]] std::optional<Violation> check(const json::Value& instance) const;

 private:
  explicit Schema(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace muster::schema

#endif
