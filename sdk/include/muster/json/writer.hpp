// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_JSON_WRITER_HPP
#define MUSTER_JSON_WRITER_HPP

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <muster/abi.h>
#include <muster/json/text.hpp>

namespace muster {

class Value;
struct Member;

/// Writes one JSON value, piece by piece in document order: into the result of a call, the state of
/// an instance, the input of another agent. The first piece that is refused ends it; the others are
/// passed over.
class JsonWriter {
 public:
  /// `pieces` has the functions begin_object to write_text; `context` and `token` are their first
  /// arguments.
  JsonWriter(const muster_json_api& pieces, void* context, std::uint64_t token) noexcept
      : pieces_(pieces), context_(context), token_(token) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void begin_object() { put(pieces_.begin_object); }
  void end_object() { put(pieces_.end_object); }
  void begin_array() { put(pieces_.begin_array); }
  void end_array() { put(pieces_.end_array); }
  void key(std::string_view name) { put(pieces_.write_key, sdk::view(name)); }
  void null() { put(pieces_.write_null); }
  void boolean(bool value) { put(pieces_.write_boolean, value ? 1 : 0); }
  void integer(std::int64_t value) { put(pieces_.write_integer, value); }
  void number(double value) { put(pieces_.write_number, value); }
  void text(std::string_view value) { put(pieces_.write_text, sdk::view(value)); }

  void value(const Value& value);
  void member(std::string_view name, const Value& value);
  void object(std::initializer_list<Member> members);
  void array(std::initializer_list<Value> items);

  [[nodiscard]] std::int32_t status() const noexcept { return status_; }  ///< MUSTER_...
  /// It ended at an integer beyond std::int64_t.
  [[nodiscard]] bool is_huge() const noexcept { return is_huge_; }

 private:
  friend class Value;

  void refuse_huge() noexcept {
    if (status_ != MUSTER_OK) return;
    status_ = MUSTER_INVALID;
    is_huge_ = true;
  }

  template <class... Given, class... Arguments>
  void put(std::int32_t (*piece)(void*, std::uint64_t, Given...), Arguments... arguments) {
    if (status_ == MUSTER_OK) status_ = piece(context_, token_, arguments...);
  }

  const muster_json_api& pieces_;
  void* context_;
  std::uint64_t token_;
  std::int32_t status_ = MUSTER_OK;
  bool is_huge_ = false;
};

}  // namespace muster

#endif
