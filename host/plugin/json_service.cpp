// SPDX-License-Identifier: Apache-2.0
#include "plugin/json_service.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "plugin/call_pool.h"

namespace muster::plugin {
namespace {

// Views: a muster_json is the address of a json::Value in the tree of a running call.

const json::Value& value_of(muster_json node) noexcept {
  return *reinterpret_cast<const json::Value*>(node);
}

muster_text view(std::string_view text) noexcept { return {text.data(), text.size()}; }

// 3.0 is a whole number; the double 2^63 is the first that does not fit.
std::optional<std::int64_t> whole_number(const json::Value& value) noexcept {
  if (const auto* const integer = value.if_int64()) return *integer;
  const auto* const number = value.if_double();
  constexpr double beyond = 9223372036854775808.0;
  if (number == nullptr || std::trunc(*number) != *number) return std::nullopt;
  if (*number < -beyond || *number >= beyond) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

template <class T>
std::int32_t give(const std::optional<T>& value, T* out) noexcept {
  if (!value) return MUSTER_WRONG_TYPE;
  *out = *value;
  return MUSTER_OK;
}

std::int32_t root(void* context, std::uint64_t token, muster_json* out) noexcept {
  return static_cast<CallPool*>(context)->with(
      token, [out](const CallPool::Hold& hold) -> std::int32_t {
        const json::Value* const tree = hold.record().tree();
        if (tree == nullptr || out == nullptr) return MUSTER_INVALID;
        *out = node_of(*tree);
        return MUSTER_OK;
      });
}

std::uint32_t type(muster_json node) noexcept {
  if (node == nullptr) return MUSTER_JSON_NULL;
  const json::Value& value = value_of(node);
  if (value.is_object()) return MUSTER_JSON_OBJECT;
  if (value.is_array()) return MUSTER_JSON_ARRAY;
  if (value.is_string()) return MUSTER_JSON_TEXT;
  if (value.is_bool()) return MUSTER_JSON_BOOLEAN;
  if (value.is_null()) return MUSTER_JSON_NULL;
  return whole_number(value) ? MUSTER_JSON_INTEGER : MUSTER_JSON_NUMBER;
}

std::int32_t get(muster_json node, muster_text key, muster_json* out) noexcept {
  const auto name = checked_text(key);
  if (node == nullptr || out == nullptr || !name) return MUSTER_INVALID;
  const json::Object* const object = value_of(node).if_object();
  if (object == nullptr) return MUSTER_WRONG_TYPE;
  const json::Value* const member = object->if_contains(*name);
  if (member == nullptr) return MUSTER_NOT_FOUND;
  *out = node_of(*member);
  return MUSTER_OK;
}

std::int32_t at(muster_json node, std::uint64_t index, muster_json* out) noexcept {
  if (node == nullptr || out == nullptr) return MUSTER_INVALID;
  if (const json::Array* const array = value_of(node).if_array()) {
    if (index >= array->size()) return MUSTER_NOT_FOUND;
    *out = node_of((*array)[index]);
    return MUSTER_OK;
  }
  const json::Object* const object = value_of(node).if_object();
  if (object == nullptr) return MUSTER_WRONG_TYPE;
  if (index >= object->size()) return MUSTER_NOT_FOUND;
  *out = node_of(object->begin()[index].value());
  return MUSTER_OK;
}

std::int32_t key(muster_json node, std::uint64_t index, muster_text* out) noexcept {
  if (node == nullptr || out == nullptr) return MUSTER_INVALID;
  const json::Object* const object = value_of(node).if_object();
  if (object == nullptr) return MUSTER_WRONG_TYPE;
  if (index >= object->size()) return MUSTER_NOT_FOUND;
  *out = view(object->begin()[index].key());
  return MUSTER_OK;
}

std::int32_t size(muster_json node, std::uint64_t* out) noexcept {
  if (node == nullptr || out == nullptr) return MUSTER_INVALID;
  const json::Value& value = value_of(node);
  if (value.is_array()) return give<std::uint64_t>(value.get_array().size(), out);
  if (value.is_object()) return give<std::uint64_t>(value.get_object().size(), out);
  return MUSTER_WRONG_TYPE;
}

std::int32_t text(muster_json node, muster_text* out) noexcept {
  if (node == nullptr || out == nullptr) return MUSTER_INVALID;
  const auto* const string = value_of(node).if_string();
  if (string == nullptr) return MUSTER_WRONG_TYPE;
  *out = view(*string);
  return MUSTER_OK;
}

std::int32_t integer(muster_json node, std::int64_t* out) noexcept {
  if (node == nullptr || out == nullptr) return MUSTER_INVALID;
  return give(whole_number(value_of(node)), out);
}

std::int32_t number(muster_json node, double* out) noexcept {
  if (node == nullptr || out == nullptr) return MUSTER_INVALID;
  const json::Value& value = value_of(node);
  if (value.is_double()) return give<double>(value.get_double(), out);
  if (value.is_int64()) return give<double>(static_cast<double>(value.get_int64()), out);
  if (value.is_uint64()) return give<double>(static_cast<double>(value.get_uint64()), out);
  return MUSTER_WRONG_TYPE;
}

std::int32_t boolean(muster_json node, std::int32_t* out) noexcept {
  if (node == nullptr || out == nullptr) return MUSTER_INVALID;
  const json::Value& value = value_of(node);
  return value.is_bool() ? give<std::int32_t>(value.get_bool() ? 1 : 0, out) : MUSTER_WRONG_TYPE;
}

// The writer.

// Why a piece was refused; empty: it was written.
std::string_view unless_in_order(bool was_written) noexcept {
  return was_written ? "" : "JSON written out of order";
}

// Lets `piece` write, which returns why it could not, or nothing. The value that it completes
// becomes a block. With a piece that is refused goes all of its value: another may follow.
template <class Piece>
std::int32_t write(void* context, std::uint64_t token, std::uint64_t bytes, Piece piece) noexcept {
  return static_cast<CallPool*>(context)->with(
      token, [&](const CallPool::Hold& hold) -> std::int32_t {
        CallRecord& record = hold.record();
        JsonWriter& writer = record.writer;
        const auto refuse = [&](std::int32_t status, std::string why) {
          writer.clear();
          return record.refuse(status, std::move(why));
        };
        if (hold.is_late()) return MUSTER_CANCELLED;
        // Not a sum: the plugin's number may be anything.
        if (bytes > record.bytes_max || writer.document().size() > record.bytes_max - bytes) {
          return refuse(MUSTER_TOO_LARGE, fmt::format("more than {} bytes", record.bytes_max));
        }
        if (const std::string_view why = piece(writer); !why.empty()) {
          return refuse(MUSTER_INVALID, std::string(why));
        }
        if (writer.depth() > kJsonDepthMax) {
          return refuse(MUSTER_TOO_LARGE,
                        fmt::format("JSON nested deeper than {} levels", kJsonDepthMax));
        }
        if (!writer.is_complete()) return MUSTER_OK;
        muster_block block{};
        block.struct_size = sizeof block;
        block.type = MUSTER_BLOCK_JSON;
        block.bytes = view(writer.document());
        const auto status = record.write(block);
        writer.clear();
        return status;
      });
}

std::int32_t begin_object(void* context, std::uint64_t token) noexcept {
  return write(context, token, 1,
               [](JsonWriter& writer) { return unless_in_order(writer.begin_object()); });
}

std::int32_t end_object(void* context, std::uint64_t token) noexcept {
  return write(context, token, 1,
               [](JsonWriter& writer) { return unless_in_order(writer.end_object()); });
}

std::int32_t begin_array(void* context, std::uint64_t token) noexcept {
  return write(context, token, 1,
               [](JsonWriter& writer) { return unless_in_order(writer.begin_array()); });
}

std::int32_t end_array(void* context, std::uint64_t token) noexcept {
  return write(context, token, 1,
               [](JsonWriter& writer) { return unless_in_order(writer.end_array()); });
}

std::int32_t write_key(void* context, std::uint64_t token, muster_text key) noexcept {
  return write(context, token, key.size, [key](JsonWriter& writer) {
    const auto name = checked_text(key);
    return name ? unless_in_order(writer.key(*name)) : "a key of JSON that is NULL or not UTF-8";
  });
}

std::int32_t write_null(void* context, std::uint64_t token) noexcept {
  return write(context, token, 4,
               [](JsonWriter& writer) { return unless_in_order(writer.null()); });
}

std::int32_t write_boolean(void* context, std::uint64_t token, std::int32_t value) noexcept {
  return write(context, token, 4,
               [=](JsonWriter& writer) { return unless_in_order(writer.boolean(value != 0)); });
}

std::int32_t write_integer(void* context, std::uint64_t token, std::int64_t value) noexcept {
  return write(context, token, 1,
               [=](JsonWriter& writer) { return unless_in_order(writer.integer(value)); });
}

std::int32_t write_number(void* context, std::uint64_t token, double value) noexcept {
  return write(context, token, 1, [=](JsonWriter& writer) -> std::string_view {
    if (!std::isfinite(value)) return "a number of JSON that is not finite";
    return unless_in_order(writer.number(value));
  });
}

std::int32_t write_text(void* context, std::uint64_t token, muster_text value) noexcept {
  return write(context, token, value.size, [value](JsonWriter& writer) {
    const auto text = checked_text(value);
    return text ? unless_in_order(writer.text(*text)) : "a text of JSON that is NULL or not UTF-8";
  });
}

}  // namespace

muster_json node_of(const json::Value& value) noexcept {
  return reinterpret_cast<muster_json>(&value);
}

muster_json_api json_service(CallPool& pool) noexcept {
  return {.struct_size = sizeof(muster_json_api),
          .reserved = 0,
          .context = &pool,
          .root = &root,
          .type = &type,
          .get = &get,
          .at = &at,
          .key = &key,
          .size = &size,
          .text = &text,
          .integer = &integer,
          .number = &number,
          .boolean = &boolean,
          .begin_object = &begin_object,
          .end_object = &end_object,
          .begin_array = &begin_array,
          .end_array = &end_array,
          .write_key = &write_key,
          .write_null = &write_null,
          .write_boolean = &write_boolean,
          .write_integer = &write_integer,
          .write_number = &write_number,
          .write_text = &write_text};
}

}  // namespace muster::plugin
