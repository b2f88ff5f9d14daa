// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_INPUT_HPP
#define MUSTER_INPUT_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

enum class InputType : std::uint8_t { text, integer };

/// One argument that an agent declares: part of its input schema, and checked before its body runs.
struct Input {
  InputType type;
  std::string name;
  std::string description;
  bool required = true;

  /// The caller may leave it out: ask for it with a fallback, call.arg("name", 1).
  [[nodiscard]] Input optional() && {
    required = false;
    return std::move(*this);
  }
};

[[nodiscard]] inline Input text(std::string name, std::string description = {}) {
  return {InputType::text, std::move(name), std::move(description)};
}

/// A whole number within std::int64_t.
[[nodiscard]] inline Input integer(std::string name, std::string description = {}) {
  return {InputType::integer, std::move(name), std::move(description)};
}

namespace sdk {

/// JSON Schema's word for the type.
[[nodiscard]] constexpr std::string_view schema_name(InputType type) noexcept {
  return type == InputType::text ? "string" : "integer";
}

[[nodiscard]] inline std::string in_quotes(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4];
      out += hex[byte & 0xf];
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out += '"';
}

/// The JSON Schema (draft 2020-12) of an object with these members and no others. Empty for none
/// declared: any object.
[[nodiscard]] inline std::string input_schema(const std::vector<Input>& inputs) {
  if (inputs.empty()) return {};
  std::string properties;
  std::string required;
  for (const Input& input : inputs) {
    if (!properties.empty()) properties += ',';
    properties += in_quotes(input.name) + R"(:{"type":)" + in_quotes(schema_name(input.type));
    if (!input.description.empty())
      properties += R"(,"description":)" + in_quotes(input.description);
    properties += '}';
    if (!input.required) continue;
    if (!required.empty()) required += ',';
    required += in_quotes(input.name);
  }
  return R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",)"
         R"("properties":{)" +
         properties + R"(},"required":[)" + required + R"(],"additionalProperties":false})";
}

}  // namespace sdk
}  // namespace muster

#endif
