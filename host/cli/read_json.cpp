// SPDX-License-Identifier: Apache-2.0
#include "cli/read_json.h"

namespace muster::cli {
namespace {

std::string text_of(const json::Value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  if (!value.is_array()) return json::write(value);
  std::string joined;
  for (const json::Value& item : value.get_array()) {
    if (!joined.empty()) joined += ", ";
    joined += text_of(item);
  }
  return joined;
}

}  // namespace

const json::Value& value_at(const json::Value& object, std::string_view key) {
  static const json::Value null;
  if (!object.is_object()) return null;
  const json::Value* const value = object.get_object().if_contains(key);
  return value != nullptr ? *value : null;
}

std::string text_at(const json::Value& object, std::string_view key) {
  return text_of(value_at(object, key));
}

const json::Array& items_of(const json::Value& value) {
  static const json::Array none;
  return value.is_array() ? value.get_array() : none;
}

const json::Array& items_at(const json::Value& object, std::string_view key) {
  return items_of(value_at(object, key));
}

}  // namespace muster::cli
