// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_MEMBERS_HPP
#define MUSTER_MEMBERS_HPP

#include <concepts>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <muster/abi.h>
#include <muster/field.hpp>
#include <muster/json/view.hpp>

namespace muster::sdk {

/// The members of an input, a configuration or a state, read by name and as they were declared. The
/// declarations are looked at only where a member is missing or wrong.
class Members {
 public:
  /// `fields`: null or empty if none were declared, so that anything goes.
  Members(const Json& object, const std::vector<Field>* fields) noexcept
      : object_(object), fields_(fields) {}

  template <Readable T>
  [[nodiscard]] T read(std::string_view name) const {
    if (const muster_json node = object_.find(name)) return present<T>(name, node);
    if (!is_object()) return T{};
    const Field* const field = declared(name, json_type_of<T>());
    if (field != nullptr && field->fallback().is_set) return fallen_back<T>(*field);
    if constexpr (!is_optional<T>) refuse_missing(name, field, json_type_of<T>());
    return T{};
  }

  template <class T>
  requires Readable<ReadAs<T>>
  [[nodiscard]] ReadAs<T> read(std::string_view name, const T& fallback) const {
    using Wanted = ReadAs<T>;
    if (const muster_json node = object_.find(name)) return present<Wanted>(name, node);
    if (is_object()) declared(name, json_type_of<Wanted>());
    return Wanted(fallback);
  }

 private:
  template <class T>
  [[nodiscard]] T present(std::string_view name, muster_json node) const {
    const Json value(object_.document_, node);
    if constexpr (Text<T>) {  // the usual case, in one question to the host
      muster_text text{};
      if (value.read(&muster_json_api::text, text)) return T(view(text));
    }
    if constexpr (!std::same_as<T, Json> && !is_optional<T>) {
      if (!fits(value.type(), json_type_of<T>())) declared(name, json_type_of<T>());
    }
    return value.as<T>();
  }

  // Of the same type, or integers where numbers are.
  static bool fits(std::uint32_t type, std::uint32_t wanted) noexcept {
    return type == wanted || (type == MUSTER_JSON_INTEGER && wanted == MUSTER_JSON_NUMBER);
  }

  template <class T>
  T fallen_back(const Field& field) const {
    if constexpr (is_optional<T>) {
      return fallen_back<typename T::value_type>(field);
    } else if constexpr (Text<T>) {
      return T(field.fallback().text);
    } else if constexpr (std::same_as<T, bool>) {
      return field.fallback().integer != 0;
    } else if constexpr (std::integral<T>) {
      const std::int64_t value = field.fallback().integer;
      if (std::in_range<T>(value)) return static_cast<T>(value);
      object_.refuse_range(about(field.name()), std::to_string(std::numeric_limits<T>::min()),
                           std::to_string(std::numeric_limits<T>::max()), value);
      return T{};
    } else if constexpr (std::floating_point<T>) {
      return static_cast<T>(field.fallback().number);
    } else {
      return T{};  // no field of its type has one
    }
  }

  [[gnu::cold]] bool is_object() const {
    if (object_.node_ == nullptr || object_.is_object()) return true;  // null: has no members
    object_.refuse("not_an_object", object_.wrong_type(MUSTER_JSON_OBJECT));
    return false;
  }

  // Null where none were declared, or where the agent asks for what it did not declare.
  [[gnu::cold]] const Field* declared(std::string_view name, std::uint32_t wanted) const {
    if (fields_ == nullptr || fields_->empty()) return nullptr;
    for (const Field& field : *fields_) {
      if (field.name() != name) continue;
      if (field.type() == MUSTER_JSON_NULL || fits(field.type(), wanted)) return &field;
      object_.refuse("declared_otherwise",
                     concat({about(name), " is declared as ", name_of_json_type(field.type()),
                             ", but the agent asks for ", name_of_json_type(wanted)}));
      return &field;
    }
    object_.refuse("undeclared",
                   concat({about(name), " is not declared, but the agent asks for it"}));
    return nullptr;
  }

  [[gnu::cold]] void refuse_missing(std::string_view name, const Field* field,
                                    std::uint32_t wanted) const {
    if (field != nullptr && !field->is_required()) {
      object_.refuse("missing",
                     concat({about(name), " was left out, and the agent has no fallback"}));
    } else {
      object_.refuse("missing",
                     concat({about(name), " is missing: expected ", name_of_json_type(wanted)}));
    }
  }

  [[nodiscard, gnu::cold]] std::string about(std::string_view name) const {
    return concat({object_.document_.words->member, " ", in_quotes(name)});
  }

  Json object_;
  const std::vector<Field>* fields_;
};

}  // namespace muster::sdk

#endif
