// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FIELD_HPP
#define MUSTER_FIELD_HPP

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <muster/abi.h>
#include <muster/json/text.hpp>

namespace muster {

/// What call.arg(name) gives when the caller left it out.
struct Fallback {
  bool is_set = false;
  std::int64_t integer = 0;  ///< of a boolean too
  double number = 0;
  std::string text = {};
};

/// One member of an input, an output or a configuration, as an agent declares it: a name, a type,
/// and what else must hold. The functions below make them; the host enforces the JSON Schema that
/// they become.
class Field {
 public:
  /// `type`: MUSTER_JSON_..., MUSTER_JSON_NULL for any.
  [[gnu::cold]] Field(std::uint32_t type, std::string name, std::string_view description)
      : type_(type), name_(std::move(name)) {
    if (!description.empty()) keyword("description", sdk::in_quotes(description));
  }

  [[nodiscard]] std::uint32_t type() const noexcept { return type_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool is_required() const noexcept { return is_required_; }
  [[nodiscard]] const Fallback& fallback() const noexcept { return fallback_; }
  /// Of its JSON Schema, what follows the type: ,"minimum":1
  [[nodiscard]] const std::string& keywords() const noexcept { return keywords_; }

 protected:
  [[gnu::cold]] void keyword(std::string_view name, std::string_view json) {
    keywords_ += ',';
    sdk::append_quoted(keywords_, name);
    keywords_ += ':';
    keywords_ += json;
  }
  [[gnu::cold]] void leave_out(Fallback fallback = {}) {
    is_required_ = false;
    fallback_ = std::move(fallback);
  }

 private:
  std::uint32_t type_;
  bool is_required_ = true;
  std::string name_;
  std::string keywords_;
  Fallback fallback_;
};

/// A field with the modifiers of its type: muster::integer("times").min(1).fallback(3).
template <std::uint32_t kType>
class Declared : public Field {
  static constexpr bool kIsNumber = kType == MUSTER_JSON_INTEGER || kType == MUSTER_JSON_NUMBER;
  using Number = std::conditional_t<kType == MUSTER_JSON_INTEGER, std::int64_t, double>;

 public:
  explicit Declared(std::string name, std::string_view description = {})
      : Field(kType, std::move(name), description) {}

  /// The caller may leave it out: read it as std::optional<T>, or with call.arg(name, fallback).
  Declared& optional() {
    leave_out();
    return *this;
  }

  /// The caller may leave it out and call.arg(name) is `value` then. Callers see it as the default.
  Declared& fallback(bool value) requires(kType == MUSTER_JSON_BOOLEAN) {
    leave_out({.is_set = true, .integer = value});
    return with("default", value ? "true" : "false");
  }
  Declared& fallback(std::int64_t value) requires(kType == MUSTER_JSON_INTEGER) {
    leave_out({.is_set = true, .integer = value, .number = static_cast<double>(value)});
    return with("default", sdk::number_text(value));
  }
  Declared& fallback(double value) requires(kType == MUSTER_JSON_NUMBER) {
    leave_out({.is_set = true, .number = value});
    return with("default", sdk::number_text(value));
  }
  Declared& fallback(std::string_view value) requires(kType == MUSTER_JSON_TEXT) {
    leave_out({.is_set = true, .text = std::string(value)});
    return with("default", sdk::in_quotes(value));
  }

  /// The least and the greatest value allowed; above and below leave out the value itself.
  Declared& min(Number value) requires(kIsNumber) {
    return with("minimum", sdk::number_text(value));
  }
  Declared& max(Number value) requires(kIsNumber) {
    return with("maximum", sdk::number_text(value));
  }
  Declared& range(Number least, Number greatest) requires(kIsNumber) {
    return min(least).max(greatest);
  }
  Declared& above(Number value) requires(kIsNumber) {
    return with("exclusiveMinimum", sdk::number_text(value));
  }
  Declared& below(Number value) requires(kIsNumber) {
    return with("exclusiveMaximum", sdk::number_text(value));
  }
  Declared& multiple_of(Number value) requires(kIsNumber) {
    return with("multipleOf", sdk::number_text(value));
  }

  /// In code points.
  Declared& min_length(std::size_t count) requires(kType == MUSTER_JSON_TEXT) {
    return with("minLength", std::to_string(count));
  }
  Declared& max_length(std::size_t count) requires(kType == MUSTER_JSON_TEXT) {
    return with("maxLength", std::to_string(count));
  }
  Declared& length(std::size_t least, std::size_t greatest) requires(kType == MUSTER_JSON_TEXT) {
    return min_length(least).max_length(greatest);
  }
  /// A regular expression in RE2's syntax; it may match anywhere unless it has ^ and $.
  Declared& pattern(std::string_view expression) requires(kType == MUSTER_JSON_TEXT) {
    return with("pattern", sdk::in_quotes(expression));
  }
  /// "date-time", "uri", ...: a word to callers, not enforced.
  Declared& format(std::string_view name) requires(kType == MUSTER_JSON_TEXT) {
    return with("format", sdk::in_quotes(name));
  }

  Declared& min_items(std::size_t count) requires(kType == MUSTER_JSON_ARRAY) {
    return with("minItems", std::to_string(count));
  }
  Declared& max_items(std::size_t count) requires(kType == MUSTER_JSON_ARRAY) {
    return with("maxItems", std::to_string(count));
  }
  Declared& items(std::size_t least, std::size_t greatest) requires(kType == MUSTER_JSON_ARRAY) {
    return min_items(least).max_items(greatest);
  }
  /// No two items are equal.
  Declared& unique() requires(kType == MUSTER_JSON_ARRAY) { return with("uniqueItems", "true"); }

  /// A keyword of JSON Schema as it is: .with("examples", "[1, 2]").
  Declared& with(std::string_view keyword, std::string_view json) {
    Field::keyword(keyword, json);
    return *this;
  }
};

}  // namespace muster

#endif
