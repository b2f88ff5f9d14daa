// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_SCHEMA_H
#define MUSTER_SCHEMA_SCHEMA_H

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <muster/error.h>
#include "base/json.h"

namespace muster::schema {

/// Where an instance breaks a schema, and how.
struct Violation {
  std::string instance;  ///< JSON pointer into the instance; "" is the whole
  std::string schema;    ///< JSON pointer to the keyword
  std::string message;   ///< lower case, no full stop; quotes no value of the instance
};

/// A JSON Schema (draft 2020-12), compiled. A closed list of keywords: one that constrains and is
/// not enforced here is refused, never ignored.
///
/// Threads:  immutable; check() from any thread.
/// Lifetime: owns all it needs.
class Schema {
 public:
  /// An error has a code `schema.*`; its message begins with the JSON pointer of what is wrong.
  [[nodiscard]] static Result<Schema> compile(std::string_view text, std::string_view subject);

  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  /// The first thing found wrong; nothing: the instance is valid. Also a violation: an instance
  /// that takes more steps to look at than the budget of 1,000,000 allows.
  [[nodiscard]] std::optional<Violation> check(const json::Value& instance) const;

 private:
  struct Compiled;
  explicit Schema(std::unique_ptr<const Compiled> compiled);
  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace muster::schema

#endif
