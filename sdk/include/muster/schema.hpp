// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_HPP
#define MUSTER_SCHEMA_HPP

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <muster/abi.h>
#include <muster/field.hpp>
#include <muster/json/text.hpp>

namespace muster {
namespace sdk {

/// The JSON Schema of one field's value.
[[nodiscard, gnu::cold]] inline std::string schema_of(const Field& field) {
  constexpr std::string_view names[] = {"",       "boolean", "integer", "number",
                                        "string", "array",   "object"};
  const std::string_view keywords = field.keywords();
  if (field.type() == MUSTER_JSON_NULL) {
    return concat({"{", keywords.empty() ? keywords : keywords.substr(1), "}"});
  }
  return concat({R"({"type":")", names[field.type()], R"(")", keywords, "}"});
}

/// An object with these members and no others.
template <class Fields>
[[nodiscard, gnu::cold]] Declared<MUSTER_JSON_OBJECT> object_of(std::string name,
                                                                const Fields& fields,
                                                                std::string_view description = {}) {
  std::string properties = "{";
  std::string required = "[";
  for (const Field& field : fields) {
    if (properties.size() > 1) properties += ',';
    append_quoted(properties, field.name());
    properties += ':';
    properties += schema_of(field);
    if (!field.is_required()) continue;
    if (required.size() > 1) required += ',';
    append_quoted(required, field.name());
  }
  return Declared<MUSTER_JSON_OBJECT>(std::move(name), description)
      .with("properties", concat({properties, "}"}))
      .with("required", concat({required, "]"}))
      .with("additionalProperties", "false");
}

/// The text for a descriptor: of an object with these members. Empty for none declared: any object.
[[nodiscard, gnu::cold]] inline std::string object_schema(const std::vector<Field>& fields) {
  if (fields.empty()) return {};
  return schema_of(
      object_of({}, fields).with("$schema", R"("https://json-schema.org/draft/2020-12/schema")"));
}

}  // namespace sdk

// The declarations. A name may be left out where a field is the item of an array.

[[nodiscard]] inline Declared<MUSTER_JSON_TEXT> text(std::string name = {},
                                                     std::string_view description = {}) {
  return Declared<MUSTER_JSON_TEXT>(std::move(name), description);
}

/// A whole number within std::int64_t.
[[nodiscard]] inline Declared<MUSTER_JSON_INTEGER> integer(std::string name = {},
                                                           std::string_view description = {}) {
  return Declared<MUSTER_JSON_INTEGER>(std::move(name), description);
}

/// Any number.
[[nodiscard]] inline Declared<MUSTER_JSON_NUMBER> number(std::string name = {},
                                                         std::string_view description = {}) {
  return Declared<MUSTER_JSON_NUMBER>(std::move(name), description);
}

[[nodiscard]] inline Declared<MUSTER_JSON_BOOLEAN> boolean(std::string name = {},
                                                           std::string_view description = {}) {
  return Declared<MUSTER_JSON_BOOLEAN>(std::move(name), description);
}

/// Any value of JSON.
[[nodiscard]] inline Declared<MUSTER_JSON_NULL> any(std::string name = {},
                                                    std::string_view description = {}) {
  return Declared<MUSTER_JSON_NULL>(std::move(name), description);
}

/// One of these texts.
[[nodiscard]] inline Declared<MUSTER_JSON_TEXT> one_of(
    std::string name, std::initializer_list<std::string_view> values,
    std::string_view description = {}) {
  std::string list;
  for (const std::string_view value : values) {
    list += list.empty() ? '[' : ',';
    sdk::append_quoted(list, value);
  }
  return text(std::move(name), description).with("enum", sdk::concat({list, "]"}));
}

/// muster::array("tags", muster::text())
[[nodiscard]] inline Declared<MUSTER_JSON_ARRAY> array(std::string name, const Field& item,
                                                       std::string_view description = {}) {
  return Declared<MUSTER_JSON_ARRAY>(std::move(name), description)
      .with("items", sdk::schema_of(item));
}
[[nodiscard]] inline Declared<MUSTER_JSON_ARRAY> array(const Field& item) {
  return array({}, item);
}

/// muster::object("point", {muster::number("x"), muster::number("y")})
[[nodiscard]] inline Declared<MUSTER_JSON_OBJECT> object(std::string name,
                                                         std::initializer_list<Field> members,
                                                         std::string_view description = {}) {
  return sdk::object_of(std::move(name), members, description);
}
// A template, so that object({}) is the value without members.
template <class = void>
[[nodiscard]] Declared<MUSTER_JSON_OBJECT> object(std::initializer_list<Field> members) {
  return object({}, members);
}

}  // namespace muster

#endif
