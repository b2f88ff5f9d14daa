// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CALL_HPP
#define MUSTER_CALL_HPP

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include <muster/abi.h>
#include <muster/input.hpp>

namespace muster {

/// How a call went so far. Return the last one from the body. False: the host refused the piece
/// (too large, nobody waits any more), so stop; the call has failed unless a later piece is
/// returned.
class Reply {
 public:
  constexpr explicit Reply(std::int32_t status) noexcept : status_(status) {}
  [[nodiscard]] constexpr std::int32_t status() const noexcept { return status_; }  ///< MUSTER_...
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return status_ == MUSTER_OK; }

 private:
  std::int32_t status_;
};

/// Thrown anywhere below an agent's body, it ends the call like call.fail(code, message).
class Failure : public std::runtime_error {
 public:
  Failure(std::string code, const std::string& message)
      : std::runtime_error(message), code_(std::move(code)) {}
  [[nodiscard]] const std::string& code() const noexcept { return code_; }

 private:
  std::string code_;
};

/// A value of call.json(...). Text is a view: it lives as long as the expression.
class Scalar {
 public:
  Scalar(bool value) : value_(value) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Scalar(T value) : value_(static_cast<std::int64_t>(value)) {
    if (!std::in_range<std::int64_t>(value)) throw std::range_error("beyond the integers of JSON");
  }
  template <std::floating_point T>
  Scalar(T value) : value_(static_cast<double>(value)) {}
  template <class T>
  requires std::convertible_to<const T&, std::string_view> Scalar(const T& value)
      : value_(std::string_view(value)) {}

  using Value = std::variant<bool, std::int64_t, double, std::string_view>;
  [[nodiscard]] const Value& value() const noexcept { return value_; }

 private:
  Value value_;
};

struct Member {
  std::string_view name;
  Scalar value;
};

namespace sdk {

[[nodiscard]] inline muster_text view(std::string_view text) noexcept {
  return {text.data(), text.size()};
}
[[nodiscard]] inline std::string_view view(muster_text text) noexcept {
  return {text.data, static_cast<std::size_t>(text.size)};
}

template <class T>
concept IntegerArgument = std::integral<T> && !std::same_as<T, bool>;

template <class T>
concept TextArgument = std::same_as<T, std::string> || std::same_as<T, std::string_view>;

template <class T>
concept ArgumentType = IntegerArgument<T> || TextArgument<T>;

/// What call.arg returns for a fallback of type T: the same, or a view for a string literal.
template <class T>
using ArgumentFor = std::conditional_t<std::convertible_to<T, std::string_view> && !TextArgument<T>,
                                       std::string_view, T>;

[[nodiscard]] inline std::string_view name_of_json_type(std::uint32_t type) noexcept {
  constexpr std::string_view names[] = {"null",     "a boolean", "an integer", "a number",
                                        "a string", "an array",  "an object"};
  return type < std::size(names) ? names[type] : "something unknown";
}

[[nodiscard]] inline std::string_view with_article(InputType type) noexcept {
  return name_of_json_type(type == InputType::text ? MUSTER_JSON_TEXT : MUSTER_JSON_INTEGER);
}

}  // namespace sdk

/// One call of an agent: what the caller sent, and the way to answer.
///
/// Threads:  the one that runs the body.
/// Lifetime: as long as the body runs, like every view it hands out.
/// Errors:   arg() throws Failure, which ends the call; the rest is in the Reply.
class Call {
 public:
  Call(const muster_host& host, const muster_json_api& json, const muster_call& call,
       std::span<const Input> inputs) noexcept
      : host_(host), json_(json), call_(call), inputs_(inputs) {}
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// The argument of this name: std::string_view, std::string or any integer type. Ends the call
  /// when it was left out, does not fit T, or was not declared as one.
  template <sdk::ArgumentType T>
  [[nodiscard]] T arg(std::string_view name) const {
    const Input& input = declared<T>(name);
    const muster_json value = find(name);
    if (value == nullptr) {
      throw Failure("argument.missing",
                    about(name) + " was left out, and the agent has no fallback");
    }
    return read<T>(input, value);
  }

  /// The same, or `fallback` when the caller left it out.
  template <class T>
  requires sdk::ArgumentType<sdk::ArgumentFor<T>>
  [[nodiscard]] sdk::ArgumentFor<T> arg(std::string_view name, const T& fallback) const {
    using Argument = sdk::ArgumentFor<T>;
    const Input& input = declared<Argument>(name);
    const muster_json value = find(name);
    return value == nullptr ? Argument(fallback) : read<Argument>(input, value);
  }

  /// Adds a block of text, UTF-8.
  Reply text(std::string_view text) {
    muster_block block{};
    block.struct_size = sizeof block;
    block.type = MUSTER_BLOCK_TEXT;
    block.bytes = sdk::view(text);
    return Reply(host_.write(host_.context, call_.token, &block));
  }

  /// Adds a JSON object: call.json({{"value", 1}, {"unit", "m"}}).
  Reply json(std::initializer_list<Member> members) {
    std::int32_t status = json_.begin_object(json_.context, call_.token);
    for (const Member& member : members) {
      if (status == MUSTER_OK) {
        status = json_.write_key(json_.context, call_.token, sdk::view(member.name));
      }
      if (status == MUSTER_OK) status = write(member.value);
    }
    if (status == MUSTER_OK) status = json_.end_object(json_.context, call_.token);
    return Reply(status);
  }

  /// Ends the call as failed: a code of the agent's own for programs, a message for people.
  Reply fail(std::string_view code, std::string_view message) {
    const auto status = host_.fail(host_.context, call_.token, sdk::view(code), sdk::view(message));
    return Reply(status == MUSTER_OK ? MUSTER_FAILED : status);
  }

  /// Nobody waits for the answer any more. Ask now and then in long work.
  [[nodiscard]] bool is_cancelled() const {
    return host_.check(host_.context, call_.token) != MUSTER_OK;
  }

  /// The caller's bytes as they came.
  [[nodiscard]] std::string_view input() const noexcept { return sdk::view(call_.input); }
  [[nodiscard]] std::string_view request_id() const noexcept { return sdk::view(call_.request_id); }

  /// Throws Failure unless the input has every required argument, each of its declared type, and no
  /// other member. With none declared anything goes. Runs before the body.
  void check_arguments() const {
    if (inputs_.empty()) return;
    if (const auto type = json_.type(root()); type != MUSTER_JSON_OBJECT) {
      throw Failure("argument.not_an_object", "the input has to be an object: found " +
                                                  std::string(sdk::name_of_json_type(type)));
    }
    std::uint64_t known = 0;
    for (const Input& input : inputs_) {
      if (const muster_json value = find(input.name)) {
        require_type(input, value);
        ++known;
      } else if (input.required) {
        throw Failure("argument.missing", about(input.name) + " is missing: expected " +
                                              std::string(sdk::with_article(input.type)));
      }
    }
    std::uint64_t count = 0;
    if (json_.size(root(), &count) == MUSTER_OK && count != known) refuse_unknown(count);
  }

 private:
  static std::string about(std::string_view name) { return "argument " + sdk::in_quotes(name); }

  [[nodiscard]] const Input* input_named(std::string_view name) const noexcept {
    for (const Input& input : inputs_) {
      if (input.name == name) return &input;
    }
    return nullptr;
  }

  template <sdk::ArgumentType T>
  const Input& declared(std::string_view name) const {
    constexpr auto wanted = sdk::TextArgument<T> ? InputType::text : InputType::integer;
    const Input* const input = input_named(name);
    if (input == nullptr) {
      throw Failure(
          "argument.undeclared",
          about(name) + " is not declared in the agent's .input, but its body asks for it");
    }
    if (input->type != wanted) {
      throw Failure("argument.declared_otherwise", about(name) + " is declared as " +
                                                       std::string(sdk::with_article(input->type)) +
                                                       ", but the agent's body asks for " +
                                                       std::string(sdk::with_article(wanted)));
    }
    return *input;
  }

  [[nodiscard]] muster_json root() const {
    if (root_ == nullptr && json_.root(json_.context, call_.token, &root_) != MUSTER_OK) {
      throw Failure("argument.not_json", "the input is not JSON");
    }
    return root_;
  }

  // Null: the caller left it out.
  [[nodiscard]] muster_json find(std::string_view name) const {
    muster_json value = nullptr;
    return json_.get(root(), sdk::view(name), &value) == MUSTER_OK ? value : nullptr;
  }

  void require_type(const Input& input, muster_json value) const {
    const std::uint32_t expected =
        input.type == InputType::text ? MUSTER_JSON_TEXT : MUSTER_JSON_INTEGER;
    const std::uint32_t found = json_.type(value);
    if (found == expected) return;
    throw Failure("argument.wrong_type", about(input.name) + " has the wrong type: expected " +
                                             std::string(sdk::name_of_json_type(expected)) +
                                             ", found " +
                                             std::string(sdk::name_of_json_type(found)));
  }

  void refuse_unknown(std::uint64_t count) const {
    for (std::uint64_t i = 0; i < count; ++i) {
      muster_text key{};
      if (json_.key(root(), i, &key) != MUSTER_OK || input_named(sdk::view(key))) continue;
      std::string known;
      for (const Input& input : inputs_) known += (known.empty() ? "" : ", ") + input.name;
      throw Failure("argument.unknown",
                    about(sdk::view(key)) + " is unknown: this agent takes " + known);
    }
  }

  template <sdk::TextArgument T>
  T read(const Input& input, muster_json value) const {
    muster_text text{};
    if (json_.text(value, &text) != MUSTER_OK) require_type(input, value);
    return T(sdk::view(text));
  }

  template <sdk::IntegerArgument T>
  T read(const Input& input, muster_json value) const {
    std::int64_t integer = 0;
    if (json_.integer(value, &integer) != MUSTER_OK) require_type(input, value);
    if (!std::in_range<T>(integer)) {
      throw Failure("argument.out_of_range", about(input.name) + " is out of range: expected " +
                                                 std::to_string(std::numeric_limits<T>::min()) +
                                                 " to " +
                                                 std::to_string(std::numeric_limits<T>::max()) +
                                                 ", found " + std::to_string(integer));
    }
    return static_cast<T>(integer);
  }

  std::int32_t write(const Scalar& scalar) {
    struct Writer {
      const muster_json_api& json;
      std::uint64_t token;
      std::int32_t operator()(bool value) const {
        return json.write_boolean(json.context, token, value ? 1 : 0);
      }
      std::int32_t operator()(std::int64_t value) const {
        return json.write_integer(json.context, token, value);
      }
      std::int32_t operator()(double value) const {
        return json.write_number(json.context, token, value);
      }
      std::int32_t operator()(std::string_view value) const {
        return json.write_text(json.context, token, sdk::view(value));
      }
    };
    return std::visit(Writer{json_, call_.token}, scalar.value());
  }

  const muster_host& host_;
  const muster_json_api& json_;
  const muster_call& call_;
  std::span<const Input> inputs_;
  mutable muster_json root_ = nullptr;  // asked for once
};

}  // namespace muster

#endif
