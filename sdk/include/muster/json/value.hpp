// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_JSON_VALUE_HPP
#define MUSTER_JSON_VALUE_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>

#include <muster/json/view.hpp>
#include <muster/json/writer.hpp>

namespace muster {

/// A JSON value to be written: nullptr, a bool, a number, a text, {items...},
/// muster::object({{"name", value}...}), a Json that was read, a std::optional, any container of
/// such values (of pairs that begin with a text: an object), or a function that takes a
/// JsonWriter&.
///
/// Lifetime: a view, of texts and containers too: it lives as long as the expression it stands in.
/// Cost:     allocates nothing.
class Value {
 public:
  Value(std::nullptr_t) noexcept : write_([](const Value&, JsonWriter& out) { out.null(); }) {}
  Value(std::same_as<bool> auto value) noexcept
      : integer_(value),
        write_([](const Value& self, JsonWriter& out) { out.boolean(self.integer_ != 0); }) {}
  /// An integer beyond std::int64_t is refused when it is written: readers would round it.
  template <sdk::Integer T>
  Value(T value) noexcept
      : integer_(static_cast<std::int64_t>(value)),
        write_(std::in_range<std::int64_t>(value) ? &write_integer : &write_huge) {}
  template <std::floating_point T>
  Value(T value) noexcept
      : number_(static_cast<double>(value)),
        write_([](const Value& self, JsonWriter& out) { out.number(self.number_); }) {}
  template <class T>
  requires std::convertible_to<const T&, std::string_view> Value(const T& value)
  noexcept
      : Value(std::string_view(value).data(), std::string_view(value).size(),
              [](const Value& self, JsonWriter& out) {
                out.text({static_cast<const char*>(self.span_.data), self.span_.size});
              }) {}
  Value(const Json& json) noexcept : Value(&json, 0, &write_json) {}
  Value(std::initializer_list<Value> items) noexcept
      : Value(items.begin(), items.size(), [](const Value& self, JsonWriter& out) {
          out.begin_array();
          const auto* const item = static_cast<const Value*>(self.span_.data);
          for (std::size_t i = 0; i < self.span_.size; ++i) out.value(item[i]);
          out.end_array();
        }) {}
  template <class T>
  Value(const std::optional<T>& value) noexcept : Value(nullptr) {
    if (value) *this = Value(*value);
  }
  template <class Container>
  requires requires(const Container& container) {
    container.begin() != container.end();
  } &&(!std::convertible_to<const Container&, std::string_view> &&
       !std::same_as<Container, Json>)Value(const Container& container) noexcept
      : Value(&container, 0, &write_all<Container>) {
  }
  template <std::invocable<JsonWriter&> Function>
  Value(const Function& function) noexcept
      : Value(&function, 0, [](const Value& self, JsonWriter& out) {
          (*static_cast<const Function*>(self.span_.data))(out);
        }) {}

 private:
  friend class JsonWriter;
  friend Value object(std::initializer_list<Member> members) noexcept;

  using Write = void (*)(const Value&, JsonWriter&);
  struct Span {
    const void* data;
    std::size_t size;
  };

  Value(const void* data, std::size_t size, Write write) noexcept
      : span_{data, size}, write_(write) {}

  static void write_integer(const Value& self, JsonWriter& out) { out.integer(self.integer_); }
  static void write_huge(const Value&, JsonWriter& out) { out.refuse_huge(); }
  static void write_json(const Value& self, JsonWriter& out);
  static void write_members(const Value& self, JsonWriter& out);
  template <class Container>
  static void write_all(const Value& self, JsonWriter& out);

  union {
    std::int64_t integer_;
    double number_;
    Span span_ = {};
  };
  Write write_;
};

/// A member of a JSON object.
struct Member {
  std::string_view name;
  Value value;
};

/// A JSON object as a value: call.json({{"point", muster::object({{"x", 1}, {"y", 2}})}}).
[[nodiscard]] inline Value object(std::initializer_list<Member> members) noexcept {
  return {members.begin(), members.size(), &Value::write_members};
}

/// An array with what `write(item, JsonWriter&)` makes of each item of a container:
///   call.json({{"rows", muster::each(rows, [](const Row& row, muster::JsonWriter& out) {
///     out.object({{"name", row.name}, {"size", row.size}});
///   })}});
template <class Container, class Write>
[[nodiscard]] auto each(const Container& container, Write write) {
  return [&container, write](JsonWriter& out) {
    out.begin_array();
    for (const auto& item : container) write(item, out);
    out.end_array();
  };
}

inline void JsonWriter::value(const Value& value) {
  if (status_ == MUSTER_OK) value.write_(value, *this);
}

inline void JsonWriter::member(std::string_view name, const Value& value) {
  key(name);
  this->value(value);
}

inline void JsonWriter::object(std::initializer_list<Member> members) {
  begin_object();
  for (const Member& member : members) this->member(member.name, member.value);
  end_object();
}

inline void JsonWriter::array(std::initializer_list<Value> items) { value(Value(items)); }

inline void Value::write_members(const Value& self, JsonWriter& out) {
  const auto* const member = static_cast<const Member*>(self.span_.data);
  out.begin_object();
  for (std::size_t i = 0; i < self.span_.size; ++i) out.member(member[i].name, member[i].value);
  out.end_object();
}

template <class Container>
void Value::write_all(const Value& self, JsonWriter& out) {
  const auto& container = *static_cast<const Container*>(self.span_.data);
  if constexpr (requires { std::string_view(container.begin()->first); }) {
    out.begin_object();
    for (const auto& [name, value] : container) out.member(name, Value(value));
    out.end_object();
  } else {
    out.begin_array();
    for (const auto& item : container) out.value(Value(item));
    out.end_array();
  }
}

inline void Value::write_json(const Value& self, JsonWriter& out) {
  const auto& json = *static_cast<const Json*>(self.span_.data);
  switch (json.type()) {
    case MUSTER_JSON_BOOLEAN:
      return out.boolean(json.as<bool>());
    case MUSTER_JSON_INTEGER:
      return out.integer(json.as<std::int64_t>());
    case MUSTER_JSON_NUMBER:
      return out.number(json.as<double>());
    case MUSTER_JSON_TEXT:
      return out.text(json.as<std::string_view>());
    case MUSTER_JSON_ARRAY:
      out.begin_array();
      for (const Json item : json) out.value(item);
      return out.end_array();
    case MUSTER_JSON_OBJECT:
      out.begin_object();
      for (std::size_t i = 0; i < json.size(); ++i) out.member(json.key(i), json.at(i));
      return out.end_object();
    default:
      return out.null();
  }
}

}  // namespace muster

#endif
