// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_JSON_TEXT_WRITER_HPP
#define MUSTER_JSON_TEXT_WRITER_HPP

#include <cstdint>
#include <string>

#include <muster/abi.h>
#include <muster/json/text.hpp>
#include <muster/json/writer.hpp>

namespace muster::sdk {

/// The writing half of muster.json/1 into a text of the plugin's own. It trusts the order of the
/// pieces: values written by JsonWriter::value are in order.
class JsonText {
 public:
  [[nodiscard]] JsonWriter writer() noexcept { return {pieces(), this, 0}; }
  [[nodiscard]] const std::string& text() const noexcept { return text_; }

 private:
  static const muster_json_api& pieces() noexcept {
    static constexpr muster_json_api table{
        .struct_size = sizeof(muster_json_api),
        .reserved = 0,
        .context = nullptr,
        .root = nullptr,
        .type = nullptr,
        .get = nullptr,
        .at = nullptr,
        .key = nullptr,
        .size = nullptr,
        .text = nullptr,
        .integer = nullptr,
        .number = nullptr,
        .boolean = nullptr,
        .begin_object = [](void* self, std::uint64_t) { return open(self, '{'); },
        .end_object = [](void* self, std::uint64_t) { return close(self, '}'); },
        .begin_array = [](void* self, std::uint64_t) { return open(self, '['); },
        .end_array = [](void* self, std::uint64_t) { return close(self, ']'); },
        .write_key = &write_key,
        .write_null = [](void* self, std::uint64_t) { return put(self, "null"); },
        .write_boolean = [](void* self, std::uint64_t,
                            std::int32_t value) { return put(self, value ? "true" : "false"); },
        .write_integer = [](void* self, std::uint64_t,
                            std::int64_t value) { return put(self, number_text(value)); },
        .write_number = &write_number,
        .write_text = [](void* self, std::uint64_t,
                         muster_text value) { return put(self, in_quotes(view(value))); }};
    return table;
  }

  static std::int32_t open(void* self, char bracket) {
    put(self, {&bracket, 1});
    static_cast<JsonText*>(self)->is_first_ = true;
    return MUSTER_OK;
  }

  static std::int32_t close(void* self, char bracket) {
    auto& json = *static_cast<JsonText*>(self);
    json.text_ += bracket;
    json.is_first_ = false;
    return MUSTER_OK;
  }

  static std::int32_t write_key(void* self, std::uint64_t, muster_text key) {
    put(self, concat({in_quotes(view(key)), ":"}));
    static_cast<JsonText*>(self)->is_first_ = true;  // its value follows without a comma
    return MUSTER_OK;
  }

  static std::int32_t write_number(void* self, std::uint64_t, double value) {
    return is_finite(value) ? put(self, number_text(value)) : MUSTER_INVALID;
  }

  static std::int32_t put(void* self, std::string_view piece) {
    auto& json = *static_cast<JsonText*>(self);
    if (!json.is_first_) json.text_ += ',';
    json.is_first_ = false;
    json.text_ += piece;
    return MUSTER_OK;
  }

  std::string text_;
  bool is_first_ = true;
};

}  // namespace muster::sdk

#endif
