// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_JSON_VIEW_HPP
#define MUSTER_JSON_VIEW_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <muster/abi.h>
#include <muster/failure.hpp>
#include <muster/json/text.hpp>

namespace muster {

class Json;

namespace sdk {

class Members;

template <class T>
inline constexpr bool is_vector = false;
template <class T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool>;
template <class T>
concept Text = std::same_as<T, std::string> || std::same_as<T, std::string_view>;

template <class T>
inline constexpr bool is_readable =
    std::integral<T> || std::floating_point<T> || Text<T> || std::same_as<T, Json>;
template <class T>
inline constexpr bool is_readable<std::vector<T>> = is_readable<T>;
template <class T>
inline constexpr bool is_readable<std::optional<T>> = is_readable<T>;

/// What JSON can be read as: bool, integers, double, std::string, std::string_view, muster::Json,
/// and std::vector and std::optional of these.
template <class T>
concept Readable = is_readable<T>;

/// The same for a fallback, of which a string literal is read as a view.
template <class T>
using ReadAs =
    std::conditional_t<std::convertible_to<T, std::string_view> && !Text<T>, std::string_view, T>;

/// The MUSTER_JSON_... that a T is read from.
template <Readable T>
[[nodiscard]] consteval std::uint32_t json_type_of() {
  if constexpr (is_optional<T>) {
    return json_type_of<typename T::value_type>();
  } else if constexpr (is_vector<T>) {
    return MUSTER_JSON_ARRAY;
  } else if constexpr (Text<T>) {
    return MUSTER_JSON_TEXT;
  } else if constexpr (std::same_as<T, bool>) {
    return MUSTER_JSON_BOOLEAN;
  } else {
    return std::integral<T> ? MUSTER_JSON_INTEGER : MUSTER_JSON_NUMBER;
  }
}

/// How messages speak of a document.
struct Words {
  std::string_view member;  ///< "argument"; also begins the codes of errors
  std::string_view whole;   ///< "the input"
};
inline constexpr Words kInputWords{"argument", "the input"};
inline constexpr Words kConfigurationWords{"setting", "the configuration"};
inline constexpr Words kStateWords{"state", "the state"};
inline constexpr Words kAnswerWords{"answer", "the answer"};

/// A parsed document.
struct Document {
  const muster_json_api* api = nullptr;
  muster_json root = nullptr;
  const Words* words = &kInputWords;
  Trouble* trouble = nullptr;
};

}  // namespace sdk

/// A view of one value in a parsed JSON document.
///
/// Lifetime: the document's: as long as the call; until close for the configuration.
/// Errors:   what is missing or of another type ends the call (muster::Failure), naming the place.
class Json {
 public:
  Json() noexcept : Json(sdk::Document{}, nullptr) {}  ///< null
  Json(const sdk::Document& document, muster_json node) noexcept
      : document_(document), node_(node) {}

  [[nodiscard]] std::uint32_t type() const noexcept {  ///< MUSTER_JSON_...
    return node_ == nullptr ? MUSTER_JSON_NULL : document_.api->type(node_);
  }
  [[nodiscard]] bool is_null() const noexcept { return type() == MUSTER_JSON_NULL; }
  [[nodiscard]] bool is_boolean() const noexcept { return type() == MUSTER_JSON_BOOLEAN; }
  [[nodiscard]] bool is_integer() const noexcept { return type() == MUSTER_JSON_INTEGER; }
  [[nodiscard]] bool is_number() const noexcept {
    return is_integer() || type() == MUSTER_JSON_NUMBER;
  }
  [[nodiscard]] bool is_text() const noexcept { return type() == MUSTER_JSON_TEXT; }
  [[nodiscard]] bool is_array() const noexcept { return type() == MUSTER_JSON_ARRAY; }
  [[nodiscard]] bool is_object() const noexcept { return type() == MUSTER_JSON_OBJECT; }

  template <sdk::Readable T>
  [[nodiscard]] T as() const;

  /// How many items or members; 0 for what has none.
  [[nodiscard]] std::size_t size() const noexcept {
    std::uint64_t size = 0;
    if (node_ != nullptr) document_.api->size(node_, &size);
    return static_cast<std::size_t>(size);
  }

  [[nodiscard]] bool has(std::string_view name) const noexcept { return find(name) != nullptr; }
  /// The member of this name.
  template <sdk::Readable T = Json>
  [[nodiscard]] T get(std::string_view name) const {
    const muster_json node = find(name);
    if (node == nullptr) refuse_missing(name);
    return Json(document_, node).as<T>();
  }
  /// The same, or `fallback` where there is none.
  template <class T>
  requires sdk::Readable<sdk::ReadAs<T>>
  [[nodiscard]] sdk::ReadAs<T> get(std::string_view name, const T& fallback) const {
    const muster_json node = find(name);
    return node == nullptr ? sdk::ReadAs<T>(fallback) : Json(document_, node).as<sdk::ReadAs<T>>();
  }

  /// An item of an array, or the value of a member by its place.
  [[nodiscard]] Json at(std::size_t index) const {
    muster_json node = nullptr;
    if (node_ == nullptr || document_.api->at(node_, index, &node) != MUSTER_OK) {
      refuse_place(index);
    }
    return {document_, node};
  }
  [[nodiscard]] std::string_view key(std::size_t index) const {
    muster_text key{};
    if (node_ == nullptr || document_.api->key(node_, index, &key) != MUSTER_OK) {
      refuse_place(index);
    }
    return sdk::view(key);
  }

  /// for (const muster::Json item : json) goes through the items of an array, or the values of an
  /// object.
  class Iterator {
   public:
    Iterator(const Json& json, std::size_t index) noexcept : json_(&json), index_(index) {}
    [[nodiscard]] Json operator*() const { return json_->at(index_); }
    Iterator& operator++() noexcept {
      ++index_;
      return *this;
    }
    [[nodiscard]] bool operator==(const Iterator&) const noexcept = default;

   private:
    const Json* json_;
    std::size_t index_;
  };
  [[nodiscard]] Iterator begin() const noexcept { return {*this, 0}; }
  [[nodiscard]] Iterator end() const noexcept { return {*this, size()}; }

 private:
  friend class sdk::Members;

  [[nodiscard]] muster_json find(std::string_view name) const noexcept {
    muster_json node = nullptr;
    if (node_ != nullptr) document_.api->get(node_, sdk::view(name), &node);
    return node;
  }

  // By the reader's place in the table: where there is no value there may be no table.
  template <class T>
  bool read(std::int32_t (*muster_json_api::*reader)(muster_json, T*), T& value) const {
    return node_ != nullptr && (document_.api->*reader)(node_, &value) == MUSTER_OK;
  }

  // argument "points[2].x"
  [[nodiscard, gnu::cold]] std::string place() const {
    std::string path;
    if (node_ == nullptr || node_ == document_.root || !find_path(document_.root, path)) {
      return std::string(document_.words->whole);
    }
    return sdk::concat({document_.words->member, " ", sdk::in_quotes(path)});
  }

  // Searched for when something is wrong, so that views stay small.
  [[gnu::cold]] bool find_path(muster_json from, std::string& path) const {
    if (from == node_) return true;
    const Json parent(document_, from);
    const std::size_t length = path.size();
    for (std::size_t i = 0; i < parent.size(); ++i) {
      muster_text key{};
      muster_json child = nullptr;
      if (document_.api->at(from, i, &child) != MUSTER_OK) return false;
      if (document_.api->key(from, i, &key) == MUSTER_OK) {
        path += sdk::concat({length > 0 ? "." : "", sdk::view(key)});
      } else {
        path += sdk::concat({"[", sdk::number_text(static_cast<std::int64_t>(i)), "]"});
      }
      if (find_path(child, path)) return true;
      path.resize(length);
    }
    return false;
  }

  [[gnu::cold]] void refuse(std::string_view code, std::string_view message) const {
    if (document_.trouble == nullptr) return;
    document_.trouble->raise(sdk::concat({document_.words->member, ".", code}), message);
  }
  [[gnu::cold]] void refuse_missing(std::string_view name) const {
    refuse("missing", is_object() ? sdk::concat({place(), " has no member ", sdk::in_quotes(name)})
                                  : wrong_type(MUSTER_JSON_OBJECT));
  }
  [[gnu::cold]] void refuse_place(std::size_t index) const {
    refuse("missing", sdk::concat({place(), " has nothing at place ",
                                   sdk::number_text(static_cast<std::int64_t>(index))}));
  }
  [[gnu::cold]] void refuse_type(std::uint32_t expected) const {
    if (node_ != nullptr) return refuse("wrong_type", wrong_type(expected));
    refuse("missing", sdk::concat({document_.words->whole, " has no JSON: expected ",
                                   sdk::name_of_json_type(expected)}));
  }
  [[gnu::cold]] void refuse_range(const std::string& where, const std::string& least,
                                  const std::string& greatest, std::int64_t found) const {
    refuse("out_of_range", sdk::concat({where, " is out of range: expected ", least, " to ",
                                        greatest, ", found ", sdk::number_text(found)}));
  }
  [[nodiscard, gnu::cold]] std::string wrong_type(std::uint32_t expected) const {
    return sdk::concat({place(), " has the wrong type: expected ", sdk::name_of_json_type(expected),
                        ", found ", sdk::name_of_json_type(type())});
  }

  sdk::Document document_;
  muster_json node_;
};

template <sdk::Readable T>
T Json::as() const {
  if constexpr (std::same_as<T, Json>) {
    return *this;
  } else if constexpr (sdk::is_optional<T>) {
    return is_null() ? T() : T(as<typename T::value_type>());
  } else if constexpr (sdk::is_vector<T>) {
    T items;
    if (!is_array()) refuse_type(MUSTER_JSON_ARRAY);
    items.reserve(size());
    for (const Json item : *this) items.push_back(item.as<typename T::value_type>());
    return items;
  } else if constexpr (std::same_as<T, bool>) {
    std::int32_t value = 0;
    if (!read(&muster_json_api::boolean, value)) refuse_type(MUSTER_JSON_BOOLEAN);
    return value != 0;
  } else if constexpr (std::integral<T>) {
    std::int64_t value = 0;
    if (!read(&muster_json_api::integer, value)) refuse_type(MUSTER_JSON_INTEGER);
    if (std::in_range<T>(value)) return static_cast<T>(value);
    refuse_range(place(), std::to_string(std::numeric_limits<T>::min()),
                 std::to_string(std::numeric_limits<T>::max()), value);
    return T{};
  } else if constexpr (std::floating_point<T>) {
    double value = 0;
    if (!read(&muster_json_api::number, value)) refuse_type(MUSTER_JSON_NUMBER);
    return static_cast<T>(value);
  } else {
    muster_text value{};
    if (!read(&muster_json_api::text, value)) refuse_type(MUSTER_JSON_TEXT);
    return T(sdk::view(value));
  }
}

}  // namespace muster

#endif
