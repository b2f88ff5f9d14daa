// SPDX-License-Identifier: Apache-2.0
#include "schema/type.h"

#include <cmath>

namespace muster::schema {
namespace {

struct Name {
  TypeSet type;
  std::string_view name;
  std::string_view words;
};

constexpr Name kNames[] = {
    {kNull, "null", "null"},
    {kBoolean, "boolean", "a boolean"},
    {kNumber, "number", "a number"},
    {kInteger, "integer", "an integer"},
    {kFraction, {}, "a number with a fraction"},
    {kString, "string", "a string"},
    {kArray, "array", "an array"},
    {kObject, "object", "an object"},
};

}  // namespace

TypeSet type_of(const json::Value& value) noexcept {
  using Kind = decltype(value.kind());
  switch (value.kind()) {
    case Kind::null:
      return kNull;
    case Kind::bool_:
      return kBoolean;
    case Kind::int64:
    case Kind::uint64:
      return kInteger;
    case Kind::double_:
      return std::trunc(value.get_double()) == value.get_double() ? kInteger : kFraction;
    case Kind::string:
      return kString;
    case Kind::array:
      return kArray;
    case Kind::object:
      return kObject;
  }
  return kNoType;
}

TypeSet type_named(std::string_view name) noexcept {
  for (const Name& known : kNames) {
    if (!name.empty() && known.name == name) return known.type;
  }
  return kNoType;
}

std::string to_words(TypeSet types) {
  std::string words;
  for (const Name& known : kNames) {
    if ((types & known.type) != known.type) continue;
    if (!words.empty()) words += " or ";
    words += known.words;
    types = static_cast<TypeSet>(types & ~known.type);  // an integer is a number already
  }
  return words;
}

}  // namespace muster::schema
