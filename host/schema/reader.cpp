// SPDX-License-Identifier: Apache-2.0
#include "schema/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "schema/codes.h"
#include "schema/keywords.h"
#include "schema/pointer.h"
#include "schema/schema.h"

namespace muster::schema {
namespace {

// Of all patterns of a schema; RE2 makes about three in a microsecond.
constexpr std::size_t kInstructionsMax = 200'000;

}  // namespace

const Node* Reader::schema(const json::Value& value) {
  if (has_refused()) return nullptr;
  Node& node = *into_.nodes.emplace_back(std::make_unique<Node>());
  node.pointer = place_;
  if (const bool* const all = value.if_bool()) {
    node.types = *all ? kAnyType : kNoType;
    return &node;
  }
  const json::Object* const members = value.if_object();
  if (members == nullptr) {
    refuse_kind("a schema, which is an object or a boolean", value);
    return nullptr;
  }
  if (depth_ >= kDepthMax) {
    refuse(codes::too_deep, fmt::format("nested deeper than {} levels", kDepthMax));
    return nullptr;
  }
  for (const auto& member : *members) {
    at(member.key(), [&] {
      if (++keywords_ > kKeywordsMax) {
        refuse(codes::too_many_keywords, fmt::format("more than {} keywords", kKeywordsMax));
      } else {
        read_keyword(*this, node, member.key(), member.value());
      }
    });
    if (has_refused()) return nullptr;
  }
  return &node;
}

std::vector<const Node*> Reader::schemas(const json::Value& value) {
  std::vector<const Node*> nodes;
  const json::Array* const items = array(value);
  if (items == nullptr) return nodes;
  if (items->empty()) refuse(codes::not_a_schema, "expected at least one schema");
  for (const json::Value& item : *items) {
    nodes.push_back(at(std::to_string(nodes.size()), [&] { return schema(item); }));
  }
  return nodes;
}

const json::Object* Reader::object(const json::Value& value) {
  if (!value.is_object()) refuse_kind("an object", value);
  return value.if_object();
}

const json::Array* Reader::array(const json::Value& value) {
  if (!value.is_array()) refuse_kind("an array", value);
  return value.if_array();
}

const json::Value* Reader::number(const json::Value& value) {
  if ((type_of(value) & kNumber) == 0) refuse_kind("a number", value);
  return &value;
}

std::uint64_t Reader::count(const json::Value& value) {
  if (type_of(value) != kInteger || number_of(value) < 0) {
    refuse(codes::not_a_schema, "expected an integer from 0 up");
    return 0;
  }
  const Number number = number_of(value);
  return number < static_cast<Number>(kNoLimit) ? static_cast<std::uint64_t>(number) : kNoLimit;
}

bool Reader::boolean(const json::Value& value) {
  if (!value.is_bool()) refuse_kind("a boolean", value);
  return value.is_bool() && value.get_bool();
}

std::string_view Reader::text(const json::Value& value) {
  if (!value.is_string()) refuse_kind("a string", value);
  return value.is_string() ? std::string_view(value.get_string()) : std::string_view();
}

std::vector<std::string_view> Reader::texts(const json::Value& value) {
  std::vector<std::string_view> texts;
  const json::Array* const items = array(value);
  if (items == nullptr) return texts;
  for (const json::Value& item : *items) {
    texts.push_back(at(std::to_string(texts.size()), [&] { return text(item); }));
  }
  return texts;
}

TypeSet Reader::types(const json::Value& value) {
  const auto named = [this](const json::Value& name) {
    const std::string_view word = text(name);
    const TypeSet type = type_named(word);
    if (type == kNoType) {
      refuse(codes::not_a_schema,
             fmt::format("\"{}\" is no type; the types are null, boolean, integer, number, string, "
                         "array and object",
                         word));
    }
    return type;
  };
  if (!value.is_array()) return named(value);
  TypeSet types = kNoType;
  for (const json::Value& name : value.get_array())
    types = static_cast<TypeSet>(types | named(name));
  if (value.get_array().empty()) refuse(codes::not_a_schema, "expected at least one type");
  return types;
}

Pattern Reader::pattern(std::string_view expression) {
  auto compiled = Pattern::compile(expression);
  if (!compiled) {
    refuse(codes::bad_pattern, compiled.error());
    return {};
  }
  instructions_ += compiled->size();
  if (instructions_ > kInstructionsMax) {
    refuse(codes::bad_pattern, "too large, with the other patterns of the schema");
  }
  return std::move(*compiled);
}

void Reader::refuse(const Code& code, std::string_view why) {
  if (!problem_) {
    problem_ = error(code, std::string(subject_), fmt::format("#{}: {}", place_, why));
  }
}

void Reader::refuse_kind(std::string_view expected, const json::Value& found) {
  refuse(codes::not_a_schema,
         fmt::format("expected {}, found {}", expected, to_words(type_of(found))));
}

void Reader::anchor(const Node& node, std::string_view name) {
  if (anchored(name) != nullptr) {
    refuse(codes::not_a_schema, fmt::format("another schema has the anchor \"{}\" too", name));
  }
  anchors_.emplace_back(name, &node);
}

const Node* Reader::anchored(std::string_view name) const noexcept {
  const auto found = std::ranges::find(anchors_, name, &decltype(anchors_)::value_type::first);
  return found == anchors_.end() ? nullptr : found->second;
}

std::size_t Reader::enter(std::string_view token) {
  const std::size_t size = place_.size();
  append_token(place_, token);
  ++depth_;
  return size;
}

void Reader::leave(std::size_t size) noexcept {
  place_.resize(size);
  --depth_;
}

}  // namespace muster::schema
