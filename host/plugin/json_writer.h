// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_JSON_WRITER_H
#define MUSTER_PLUGIN_JSON_WRITER_H

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace muster::plugin {

/// One JSON value, written piece by piece in document order. Each function returns false, and
/// changes nothing, where the piece has no place: a value without its key, an end without its
/// begin, anything after the outermost value is complete. Text has to be UTF-8.
class JsonWriter {
 public:
  [[nodiscard]] bool begin_object() { return begin('{'); }
  [[nodiscard]] bool end_object() { return end('{', '}'); }
  [[nodiscard]] bool begin_array() { return begin('['); }
  [[nodiscard]] bool end_array() { return end('[', ']'); }

  [[nodiscard]] bool key(std::string_view name) {
    if (open_.empty() || open_.back() != '{' || has_key_) return false;
    separate();
    out_ += json::write(json::Value(name));
    out_ += ':';
    has_key_ = true;
    return true;
  }
  [[nodiscard]] bool null() { return literal("null"); }
  [[nodiscard]] bool boolean(bool value) { return literal(value ? "true" : "false"); }
  [[nodiscard]] bool integer(std::int64_t value) { return digits(value); }
  [[nodiscard]] bool number(double value) { return std::isfinite(value) && digits(value); }
  [[nodiscard]] bool text(std::string_view value) {
    return can_begin_value() && literal(json::write(json::Value(value)));
  }

  /// Of arrays and objects that are still open.
  [[nodiscard]] std::size_t depth() const noexcept { return open_.size(); }
  [[nodiscard]] bool is_complete() const noexcept { return open_.empty() && !out_.empty(); }
  [[nodiscard]] bool is_empty() const noexcept { return out_.empty(); }
  [[nodiscard]] std::string_view document() const noexcept { return out_; }

  static constexpr std::size_t kKeptMost = std::size_t{64} << 10;
  /// Bytes that it can hold without asking for memory.
  [[nodiscard]] std::size_t capacity() const noexcept { return out_.capacity(); }

  /// Ready for the next value; keeps its memory, up to kKeptMost.
  void clear() noexcept {
    out_.clear();
    if (out_.capacity() > kKeptMost) std::string().swap(out_);
    open_.clear();
    has_key_ = false;
  }

 private:
  [[nodiscard]] bool can_begin_value() const noexcept {
    return open_.empty() ? out_.empty() : open_.back() == '[' || has_key_;
  }
  // A bracket is the last byte only if nothing stands in it yet: text ends in a quote.
  void separate() {
    if (!open_.empty() && !has_key_ && out_.back() != open_.back()) out_ += ',';
  }
  bool literal(std::string_view json) {
    if (!can_begin_value()) return false;
    separate();
    has_key_ = false;
    out_ += json;
    return true;
  }
  template <class Number>
  bool digits(Number value) {
    std::array<char, 32> buffer;
    const auto [last, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return literal({buffer.data(), static_cast<std::size_t>(last - buffer.data())});
  }
  bool begin(char bracket) {
    if (!literal({&bracket, 1})) return false;
    open_ += bracket;
    return true;
  }
  bool end(char begun, char bracket) {
    if (open_.empty() || open_.back() != begun || has_key_) return false;
    open_.pop_back();
    out_ += bracket;
    return true;
  }

  std::string out_;
  std::string open_;      // a bracket for each level
  bool has_key_ = false;  // in the innermost object, its value comes next
};

}  // namespace muster::plugin

#endif
