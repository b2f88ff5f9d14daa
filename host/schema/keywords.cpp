// SPDX-License-Identifier: Apache-2.0
#include "schema/keywords.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "schema/codes.h"

namespace muster::schema {
namespace {

constexpr std::string_view kDraft = "https://json-schema.org/draft/2020-12/schema";

template <class Rules>
Rules& in(std::unique_ptr<Rules>& rules) {
  if (!rules) rules = std::make_unique<Rules>();
  return *rules;
}

void read_properties(Reader& reader, Node& node, const json::Value& value) {
  ObjectRules& rules = in(node.object);
  rules.properties = reader.object(value);
  if (rules.properties == nullptr) return;
  for (const auto& property : *rules.properties) {
    rules.property_nodes.push_back(
        reader.at(property.key(), [&] { return reader.schema(property.value()); }));
  }
}

void read_pattern_properties(Reader& reader, Node& node, const json::Value& value) {
  const json::Object* const schemas = reader.object(value);
  if (schemas == nullptr) return;
  for (const auto& member : *schemas) {
    reader.at(member.key(), [&] {
      Pattern pattern = reader.pattern(member.key());
      in(node.object).by_pattern.push_back({std::move(pattern), reader.schema(member.value())});
    });
  }
}

void read_dependent_required(Reader& reader, Node& node, const json::Value& value) {
  const json::Object* const dependencies = reader.object(value);
  if (dependencies == nullptr) return;
  for (const auto& member : *dependencies) {
    reader.at(member.key(), [&] {
      in(node.object).dependent.push_back({member.key(), reader.texts(member.value())});
    });
  }
}

void read_definitions(Reader& reader, const json::Value& value) {
  const json::Object* const schemas = reader.object(value);
  if (schemas == nullptr) return;
  for (const auto& member : *schemas) {
    reader.at(member.key(), [&] { reader.schema(member.value()); });
  }
}

void read_items(Reader& reader, Node& node, const json::Value& value) {
  if (value.is_array()) {
    reader.refuse(codes::other_draft, "an array of schemas here is called prefixItems now");
  } else {
    in(node.array).items = reader.schema(value);
  }
}

void read_multiple_of(Reader& reader, Node& node, const json::Value& value) {
  const json::Value* const divisor = reader.number(value);
  if (reader.has_refused()) return;
  if (!(number_of(*divisor) > 0)) {
    reader.refuse(codes::not_a_schema, "expected a number greater than 0");
    return;
  }
  in(node.number).multiple_of = divisor;
  in(node.number).divisor = decimal_of(*divisor);
}

void read_id(Reader& reader, const json::Value& value) {
  const std::string_view id = reader.text(value);
  if (!reader.is_root_keyword()) {
    reader.refuse(codes::nested_id, "only the root may have an $id");
  } else if (id.find('#') != std::string_view::npos) {
    reader.refuse(codes::not_a_schema, "an $id has no fragment; use $anchor");
  } else {
    reader.name(id);
  }
}

void read_anchor(Reader& reader, Node& node, const json::Value& value) {
  const std::string_view name = reader.text(value);
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const bool is_name =
      !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
      });
  if (is_name) {
    reader.anchor(node, name);
  } else {
    reader.refuse(codes::not_a_schema, "expected a letter or _, then letters, digits, - _ .");
  }
}

void read_draft(Reader& reader, const json::Value& value) {
  const std::string_view draft = reader.text(value);
  if (draft != kDraft && draft != "https://json-schema.org/draft/2020-12/schema#") {
    reader.refuse(codes::other_draft, fmt::format("\"{}\" is not {}", draft, kDraft));
  }
}

// The keywords that are enforced.
struct Keyword {
  std::string_view name;
  void (*read)(Reader&, Node&, const json::Value&);
};

constexpr auto kKeywords = std::to_array<Keyword>({
    {"$anchor", read_anchor},
    {"$defs", [](Reader& r, Node&, const json::Value& v) { read_definitions(r, v); }},
    {"$id", [](Reader& r, Node&, const json::Value& v) { read_id(r, v); }},
    {"$ref", [](Reader& r, Node& n, const json::Value& v) { r.refer(n, r.text(v)); }},
    {"$schema", [](Reader& r, Node&, const json::Value& v) { read_draft(r, v); }},
    {"additionalProperties",
     [](Reader& r, Node& n, const json::Value& v) { in(n.object).additional = r.schema(v); }},
    {"allOf", [](Reader& r, Node& n, const json::Value& v) { n.all_of = r.schemas(v); }},
    {"anyOf", [](Reader& r, Node& n, const json::Value& v) { n.any_of = r.schemas(v); }},
    {"const", [](Reader&, Node& n, const json::Value& v) { n.constant = &v; }},
    {"contains",
     [](Reader& r, Node& n, const json::Value& v) { in(n.array).contains = r.schema(v); }},
    {"dependentRequired", read_dependent_required},
    {"else", [](Reader& r, Node& n, const json::Value& v) { n.alternative = r.schema(v); }},
    {"enum", [](Reader& r, Node& n, const json::Value& v) { n.one_of_values = r.array(v); }},
    {"exclusiveMaximum",
     [](Reader& r, Node& n,
        const json::Value& v) { in(n.number).exclusive_maximum = r.number(v); }},
    {"exclusiveMinimum",
     [](Reader& r, Node& n,
        const json::Value& v) { in(n.number).exclusive_minimum = r.number(v); }},
    {"if", [](Reader& r, Node& n, const json::Value& v) { n.condition = r.schema(v); }},
    {"items", read_items},
    {"maxContains",
     [](Reader& r, Node& n, const json::Value& v) { in(n.array).contained.max = r.count(v); }},
    {"maxItems",
     [](Reader& r, Node& n, const json::Value& v) { in(n.array).size.max = r.count(v); }},
    {"maxLength",
     [](Reader& r, Node& n, const json::Value& v) { in(n.text).length.max = r.count(v); }},
    {"maxProperties",
     [](Reader& r, Node& n, const json::Value& v) { in(n.object).size.max = r.count(v); }},
    {"maximum",
     [](Reader& r, Node& n, const json::Value& v) { in(n.number).maximum = r.number(v); }},
    {"minContains",
     [](Reader& r, Node& n, const json::Value& v) { in(n.array).contained.min = r.count(v); }},
    {"minItems",
     [](Reader& r, Node& n, const json::Value& v) { in(n.array).size.min = r.count(v); }},
    {"minLength",
     [](Reader& r, Node& n, const json::Value& v) { in(n.text).length.min = r.count(v); }},
    {"minProperties",
     [](Reader& r, Node& n, const json::Value& v) { in(n.object).size.min = r.count(v); }},
    {"minimum",
     [](Reader& r, Node& n, const json::Value& v) { in(n.number).minimum = r.number(v); }},
    {"multipleOf", read_multiple_of},
    {"not", [](Reader& r, Node& n, const json::Value& v) { n.negated = r.schema(v); }},
    {"oneOf", [](Reader& r, Node& n, const json::Value& v) { n.one_of = r.schemas(v); }},
    {"pattern",
     [](Reader& r, Node& n, const json::Value& v) { in(n.text).pattern = r.pattern(r.text(v)); }},
    {"patternProperties", read_pattern_properties},
    {"prefixItems",
     [](Reader& r, Node& n, const json::Value& v) { in(n.array).prefix = r.schemas(v); }},
    {"properties", read_properties},
    {"required",
     [](Reader& r, Node& n, const json::Value& v) { in(n.object).required = r.texts(v); }},
    {"then", [](Reader& r, Node& n, const json::Value& v) { n.consequence = r.schema(v); }},
    {"type", [](Reader& r, Node& n, const json::Value& v) { n.types = r.types(v); }},
    {"uniqueItems",
     [](Reader& r, Node& n, const json::Value& v) { in(n.array).unique = r.boolean(v); }},
});
static_assert(std::ranges::is_sorted(kKeywords, {}, &Keyword::name));

// What describes a value and constrains nothing.
constexpr auto kAnnotations = std::to_array<std::string_view>(
    {"$comment", "contentEncoding", "contentMediaType", "contentSchema", "default", "deprecated",
     "description", "examples", "format", "readOnly", "title", "writeOnly"});

// What would constrain, but is not enforced.
constexpr auto kUnsupported = std::to_array<std::string_view>(
    {"$dynamicAnchor", "$dynamicRef", "$vocabulary", "dependentSchemas", "propertyNames",
     "unevaluatedItems", "unevaluatedProperties"});

// What earlier drafts had, and what says it now.
struct Former {
  std::string_view name;
  std::string_view now;
};
constexpr auto kFormer =
    std::to_array<Former>({{"$recursiveAnchor", "$anchor"},
                           {"$recursiveRef", "$ref"},
                           {"additionalItems", "items, beside prefixItems"},
                           {"definitions", "$defs"},
                           {"dependencies", "dependentRequired, or if and then"},
                           {"disallow", "not"},
                           {"divisibleBy", "multipleOf"},
                           {"extends", "allOf"},
                           {"id", "$id"}});

}  // namespace

void read_keyword(Reader& reader, Node& node, std::string_view name, const json::Value& value) {
  const auto keyword = std::ranges::lower_bound(kKeywords, name, {}, &Keyword::name);
  if (keyword != kKeywords.end() && keyword->name == name) {
    keyword->read(reader, node, value);
    return;
  }
  if (name.starts_with("x-") || std::ranges::find(kAnnotations, name) != kAnnotations.end()) return;
  if (std::ranges::find(kUnsupported, name) != kUnsupported.end()) {
    reader.refuse(codes::unsupported_keyword, "a keyword that this host does not enforce");
    return;
  }
  const auto former = std::ranges::find(kFormer, name, &Former::name);
  if (former != kFormer.end()) {
    reader.refuse(codes::other_draft,
                  fmt::format("a keyword of former drafts; use {}", former->now));
    return;
  }
  reader.refuse(codes::unknown_keyword, "no keyword of JSON Schema");
}

}  // namespace muster::schema
