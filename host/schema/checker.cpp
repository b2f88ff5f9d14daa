// SPDX-License-Identifier: Apache-2.0
#include "schema/checker.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "schema/equal.h"
#include "schema/pointer.h"

namespace muster::schema {
namespace {

constexpr std::size_t kShownMax = 200;         // bytes of a list in a message
constexpr std::size_t kReasonsMax = 4;         // of schemas that refuse a value
constexpr std::size_t kTextBytesPerStep = 64;  // counted for a length

// A part of the schema in a message. Never a part of the instance, which may be a secret.
std::string shown(const json::Value& value) {
  std::string text = json::write(value);
  if (text.size() <= kShownMax) return text;
  std::size_t end = kShownMax;
  while ((static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // not within a code point
  return text.substr(0, end) + "...";
}

// "a, b, c", cut where it gets long.
template <class Items, class Text>
std::string listed(const Items& items, Text&& text) {
  std::string list;
  for (const auto& item : items) {
    if (list.size() > kShownMax) return list + ", ...";
    if (!list.empty()) list += ", ";
    list += text(item);
  }
  return list;
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::string Path::pointer() const {
  if (parent == nullptr) return {};
  std::string pointer = parent->pointer();
  append_token(pointer, is_member ? std::string(key) : std::to_string(index));
  return pointer;
}

std::optional<Violation> Checker::run(const Compiled& compiled, const json::Value& instance) {
  const bool is_valid = valid(*compiled.root, instance, {});
  if (steps_.spent()) {
    return Violation{"", "", fmt::format("takes more than {} steps to check", kStepsMax)};
  }
  return is_valid ? std::nullopt : std::move(violation_);
}

bool Checker::valid(const Node& node, const json::Value& value, const Path& path) {
  return steps_.take() && has_type(node, value, path) && is_among(node, value, path) &&
         follows(node, value, path) && satisfies_others(node, value, path);
}

bool Checker::valid_quietly(const Node& node, const json::Value& value, const Path& path) {
  const bool listened = std::exchange(listens_, false);
  const bool is_valid = valid(node, value, path);
  listens_ = listened;
  return is_valid;
}

bool Checker::has_type(const Node& node, const json::Value& value, const Path& path) {
  const TypeSet type = type_of(value);
  if ((node.types & type) != 0) return true;
  if (node.types == kNoType) return fail(node, "", path, [] { return "nothing is allowed here"; });
  return fail(node, "/type", path, [&] {
    return fmt::format("expected {}, found {}", to_words(node.types), to_words(type));
  });
}

bool Checker::is_among(const Node& node, const json::Value& value, const Path& path) {
  if (node.constant != nullptr && !equal(value, *node.constant)) {
    return fail(node, "/const", path, [&] { return "expected exactly " + shown(*node.constant); });
  }
  if (node.one_of_values == nullptr) return true;
  const bool is_one = std::ranges::any_of(*node.one_of_values, [&](const json::Value& allowed) {
    return steps_.take() && equal(value, allowed);
  });
  if (is_one) return true;
  return fail(node, "/enum", path,
              [&] { return "expected one of " + listed(*node.one_of_values, shown); });
}

bool Checker::follows(const Node& node, const json::Value& value, const Path& path) {
  if (node.number && (type_of(value) & kNumber) != 0) {
    return follows(node, *node.number, value, path);
  }
  if (node.text && value.is_string()) return follows(node, *node.text, value.get_string(), path);
  if (node.array && value.is_array()) return follows(node, *node.array, value.get_array(), path);
  if (node.object && value.is_object()) {
    return follows(node, *node.object, value.get_object(), path);
  }
  return true;
}

bool Checker::follows(const Node& node, const NumberRules& rules, const json::Value& value,
                      const Path& path) {
  const Number number = number_of(value);
  const auto expected = [&](std::string_view keyword, std::string_view what,
                            const json::Value& bound) {
    return fail(node, keyword, path,
                [&] { return fmt::format("expected {} {}", what, shown(bound)); });
  };
  if (rules.minimum != nullptr && number < number_of(*rules.minimum)) {
    return expected("/minimum", "at least", *rules.minimum);
  }
  if (rules.maximum != nullptr && number > number_of(*rules.maximum)) {
    return expected("/maximum", "at most", *rules.maximum);
  }
  if (rules.exclusive_minimum != nullptr && number <= number_of(*rules.exclusive_minimum)) {
    return expected("/exclusiveMinimum", "more than", *rules.exclusive_minimum);
  }
  if (rules.exclusive_maximum != nullptr && number >= number_of(*rules.exclusive_maximum)) {
    return expected("/exclusiveMaximum", "less than", *rules.exclusive_maximum);
  }
  if (rules.multiple_of != nullptr && !is_multiple(decimal_of(value), rules.divisor)) {
    return expected("/multipleOf", "a multiple of", *rules.multiple_of);
  }
  return true;
}

bool Checker::follows(const Node& node, const TextRules& rules, std::string_view text,
                      const Path& path) {
  if (!rules.length.is_all()) {
    if (!steps_.take(text.size() / kTextBytesPerStep)) return false;
    const std::size_t length = count_code_points(text);
    if (length < rules.length.min) {
      return fail(node, "/minLength", path, [&] {
        return fmt::format("expected at least {}, found {}", counted(rules.length.min, "character"),
                           length);
      });
    }
    if (length > rules.length.max) {
      return fail(node, "/maxLength", path, [&] {
        return fmt::format("expected at most {}, found {}", counted(rules.length.max, "character"),
                           length);
      });
    }
  }
  if (!rules.pattern) return true;
  if (!steps_.take(rules.pattern.steps(text.size()))) return false;
  if (!rules.pattern.matches(text)) {
    return fail(node, "/pattern", path,
                [&] { return "expected a match of the pattern " + rules.pattern.text(); });
  }
  return true;
}

bool Checker::follows(const Node& node, const ArrayRules& rules, const json::Array& items,
                      const Path& path) {
  if (items.size() < rules.size.min) {
    return fail(node, "/minItems", path, [&] {
      return fmt::format("expected at least {}, found {}", counted(rules.size.min, "item"),
                         items.size());
    });
  }
  if (items.size() > rules.size.max) {
    return fail(node, "/maxItems", path, [&] {
      return fmt::format("expected at most {}, found {}", counted(rules.size.max, "item"),
                         items.size());
    });
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Node* const schema = i < rules.prefix.size() ? rules.prefix[i] : rules.items;
    if (schema == nullptr) break;
    if (!valid(*schema, items[i], path.item(i))) return false;
  }
  if (rules.contains != nullptr && !has_contained(node, rules, items, path)) return false;
  if (rules.unique) {
    if (const auto twins = find_equal(items, steps_)) {
      return fail(node, "/uniqueItems", path, [&] {
        return fmt::format("the items {} and {} are equal", twins->first, twins->second);
      });
    }
  }
  return true;
}

bool Checker::has_contained(const Node& node, const ArrayRules& rules, const json::Array& items,
                            const Path& path) {
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < items.size() && !steps_.spent(); ++i) {
    if (valid_quietly(*rules.contains, items[i], path.item(i))) ++count;
  }
  if (rules.contained.has(count)) return true;
  const bool is_few = count < rules.contained.min;
  return fail(node, is_few ? "/contains" : "/maxContains", path, [&] {
    return fmt::format("expected at {} {} that match the schema of contains, found {}",
                       is_few ? "least" : "most",
                       counted(is_few ? rules.contained.min : rules.contained.max, "item"), count);
  });
}

bool Checker::follows(const Node& node, const ObjectRules& rules, const json::Object& object,
                      const Path& path) {
  if (!has_required(node, rules, object, path)) return false;
  if (object.size() < rules.size.min) {
    return fail(node, "/minProperties", path, [&] {
      return fmt::format("expected at least {}, found {}", counted(rules.size.min, "member"),
                         object.size());
    });
  }
  if (object.size() > rules.size.max) {
    return fail(node, "/maxProperties", path, [&] {
      return fmt::format("expected at most {}, found {}", counted(rules.size.max, "member"),
                         object.size());
    });
  }
  return has_valid_members(node, rules, object, path);
}

bool Checker::has_required(const Node& node, const ObjectRules& rules, const json::Object& object,
                           const Path& path) {
  for (const std::string_view name : rules.required) {
    if (!steps_.take()) return false;
    if (object.contains(name)) continue;
    return fail(node, "/required", path, [&] { return fmt::format("\"{}\" is missing", name); });
  }
  for (const ObjectRules::Dependency& dependency : rules.dependent) {
    if (!steps_.take(1 + dependency.required.size())) return false;
    if (!object.contains(dependency.name)) continue;
    for (const std::string_view name : dependency.required) {
      if (object.contains(name)) continue;
      return fail(node, "/dependentRequired", path, [&] {
        return fmt::format("\"{}\" is missing, which \"{}\" asks for", name, dependency.name);
      });
    }
  }
  return true;
}

bool Checker::has_valid_members(const Node& node, const ObjectRules& rules,
                                const json::Object& object, const Path& path) {
  if (rules.properties == nullptr && rules.by_pattern.empty() && rules.additional == nullptr) {
    return true;
  }
  for (const auto& member : object) {
    const std::string_view name = member.key();
    const Path below = path.member(name);
    bool is_known = false;
    if (!steps_.take()) return false;
    if (rules.properties != nullptr) {
      const auto property = rules.properties->find(name);
      if (property != rules.properties->end()) {
        is_known = true;
        const auto position = static_cast<std::size_t>(property - rules.properties->begin());
        if (!valid(*rules.property_nodes[position], member.value(), below)) return false;
      }
    }
    for (const ObjectRules::ByPattern& one : rules.by_pattern) {
      if (!steps_.take(one.pattern.steps(name.size()))) return false;
      if (!one.pattern.matches(name)) continue;
      is_known = true;
      if (!valid(*one.node, member.value(), below)) return false;
    }
    if (is_known || rules.additional == nullptr) continue;
    if (rules.additional->types == kNoType && rules.properties != nullptr) {
      return fail(node, "/additionalProperties", below, [&] {
        return rules.properties->empty()
                   ? std::string("unknown; no member is known here")
                   : "unknown; known here: " + listed(*rules.properties, [](const auto& known) {
                       return std::string(known.key());
                     });
      });
    }
    if (!valid(*rules.additional, member.value(), below)) return false;
  }
  return true;
}

bool Checker::satisfies_others(const Node& node, const json::Value& value, const Path& path) {
  if (node.ref != nullptr && !valid(*node.ref, value, path)) return false;
  for (const Node* const schema : node.all_of) {
    if (!valid(*schema, value, path)) return false;
  }
  if (!node.any_of.empty() && !satisfies_any(node, value, path)) return false;
  if (!node.one_of.empty() && !satisfies_one(node, value, path)) return false;
  if (node.negated != nullptr && valid_quietly(*node.negated, value, path)) {
    return fail(node, "/not", path, [] { return "matches what it must not match"; });
  }
  if (node.condition == nullptr) return true;
  const Node* const rest =
      valid_quietly(*node.condition, value, path) ? node.consequence : node.alternative;
  return rest == nullptr || valid(*rest, value, path);
}

bool Checker::satisfies_any(const Node& node, const json::Value& value, const Path& path) {
  for (const Node* const schema : node.any_of) {
    if (valid_quietly(*schema, value, path)) return true;
  }
  return fail(node, "/anyOf", path, [&] { return reasons(node.any_of, value, path); });
}

bool Checker::satisfies_one(const Node& node, const json::Value& value, const Path& path) {
  std::size_t count = 0;
  for (const Node* const schema : node.one_of) {
    if (valid_quietly(*schema, value, path)) ++count;
  }
  if (count == 1) return true;
  return fail(node, "/oneOf", path, [&] {
    return count == 0 ? reasons(node.one_of, value, path)
                      : fmt::format("matches {} schemas of which it must match one", count);
  });
}

std::string Checker::reasons(const std::vector<const Node*>& nodes, const json::Value& value,
                             const Path& path) {
  std::string text = fmt::format("matches none of {}", counted(nodes.size(), "schema"));
  std::string_view between = ": ";
  const std::string here = path.pointer();
  for (std::size_t i = 0; i < std::min(nodes.size(), kReasonsMax); ++i) {
    std::ignore = valid(*nodes[i], value, path);
    const auto violation = std::exchange(violation_, std::nullopt);
    if (!violation) break;  // no steps are left
    text += std::exchange(between, ", or ");
    if (violation->instance != here) text += violation->instance + ": ";
    text += violation->message;
  }
  return text;
}

}  // namespace muster::schema
