// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_COMPILED_H
#define MUSTER_SCHEMA_COMPILED_H

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "schema/number.h"
#include "schema/pattern.h"
#include "schema/type.h"

/// A schema as compile() leaves it and check() reads it. Views and pointers lead into the document
/// and to other nodes of the same Compiled.
namespace muster::schema {

struct Node;

inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

/// How many there may be.
struct Range {
  std::uint64_t min = 0;
  std::uint64_t max = kNoLimit;

  [[nodiscard]] bool is_all() const noexcept { return min == 0 && max == kNoLimit; }
  [[nodiscard]] bool has(std::uint64_t count) const noexcept {
    return min <= count && count <= max;
  }
};

/// What is asked of a value that is a number, and so on: a keyword says nothing of other types.
struct NumberRules {
  const json::Value* minimum = nullptr;
  const json::Value* maximum = nullptr;
  const json::Value* exclusive_minimum = nullptr;
  const json::Value* exclusive_maximum = nullptr;
  const json::Value* multiple_of = nullptr;
  Decimal divisor;  ///< multiple_of's
};

struct TextRules {
  Range length;  ///< in code points
  Pattern pattern;
};

struct ArrayRules {
  Range size;
  std::vector<const Node*> prefix;
  const Node* items = nullptr;  ///< those after the prefix
  const Node* contains = nullptr;
  Range contained{1, kNoLimit};
  bool unique = false;
};

struct ObjectRules {
  struct ByPattern {
    Pattern pattern;
    const Node* node;
  };
  struct Dependency {
    std::string_view name;
    std::vector<std::string_view> required;
  };

  Range size;
  std::vector<std::string_view> required;
  const json::Object* properties = nullptr;
  std::vector<const Node*> property_nodes;  ///< in the order of `properties`
  std::vector<ByPattern> by_pattern;
  const Node* additional = nullptr;
  std::vector<Dependency> dependent;
};

/// One schema: the root, or one below it.
struct Node {
  std::string pointer;  ///< where it stands in the document
  TypeSet types = kAnyType;
  const json::Array* one_of_values = nullptr;  ///< enum
  const json::Value* constant = nullptr;

  std::unique_ptr<NumberRules> number;
  std::unique_ptr<TextRules> text;
  std::unique_ptr<ArrayRules> array;
  std::unique_ptr<ObjectRules> object;

  // Schemas for the same value.
  const Node* ref = nullptr;
  std::vector<const Node*> all_of;
  std::vector<const Node*> any_of;
  std::vector<const Node*> one_of;
  const Node* negated = nullptr;  ///< not
  const Node* condition = nullptr;
  const Node* consequence = nullptr;
  const Node* alternative = nullptr;
};

struct Compiled {
  json::Value document;
  std::vector<std::unique_ptr<Node>> nodes;
  const Node* root = nullptr;
};

}  // namespace muster::schema

#endif
