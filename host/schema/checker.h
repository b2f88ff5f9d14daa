// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_CHECKER_H
#define MUSTER_SCHEMA_CHECKER_H

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "schema/compiled.h"
#include "schema/schema.h"
#include "schema/steps.h"

namespace muster::schema {

/// The way from the root of an instance to a value in it; lives on the stack.
struct Path {
  const Path* parent = nullptr;  ///< null: the root
  std::string_view key = {};     ///< of a member
  std::size_t index = 0;         ///< of an item, where there is no key
  bool is_member = false;

  [[nodiscard]] Path member(std::string_view name) const { return {this, name, 0, true}; }
  [[nodiscard]] Path item(std::size_t position) const { return {this, {}, position, false}; }
  [[nodiscard]] std::string pointer() const;
};

/// One check of one instance.
class Checker {
 public:
  [[nodiscard]] std::optional<Violation> run(const Compiled& compiled, const json::Value& instance);

 private:
  bool valid(const Node& node, const json::Value& value, const Path& path);
  bool has_type(const Node& node, const json::Value& value, const Path& path);
  bool is_among(const Node& node, const json::Value& value, const Path& path);
  bool follows(const Node& node, const json::Value& value, const Path& path);
  bool follows(const Node& node, const NumberRules& rules, const json::Value& value,
               const Path& path);
  bool follows(const Node& node, const TextRules& rules, std::string_view text, const Path& path);
  bool follows(const Node& node, const ArrayRules& rules, const json::Array& items,
               const Path& path);
  bool has_contained(const Node& node, const ArrayRules& rules, const json::Array& items,
                     const Path& path);
  bool follows(const Node& node, const ObjectRules& rules, const json::Object& object,
               const Path& path);
  bool has_required(const Node& node, const ObjectRules& rules, const json::Object& object,
                    const Path& path);
  bool has_valid_members(const Node& node, const ObjectRules& rules, const json::Object& object,
                         const Path& path);
  bool satisfies_others(const Node& node, const json::Value& value, const Path& path);
  bool satisfies_any(const Node& node, const json::Value& value, const Path& path);
  bool satisfies_one(const Node& node, const json::Value& value, const Path& path);

  // Without a word about why not.
  bool valid_quietly(const Node& node, const json::Value& value, const Path& path);
  // The violations of schemas that all refuse the value, for people.
  std::string reasons(const std::vector<const Node*>& nodes, const json::Value& value,
                      const Path& path);

  // Remembers a violation, if somebody listens; `say` makes its message. Always false.
  template <class Say>
  bool fail(const Node& node, std::string_view keyword, const Path& path, Say&& say) {
    if (listens_ && !violation_) {
      violation_ = {path.pointer(), node.pointer + std::string(keyword), say()};
    }
    return false;
  }

  Steps steps_{kStepsMax};
  bool listens_ = true;
  std::optional<Violation> violation_;
};

}  // namespace muster::schema

#endif
