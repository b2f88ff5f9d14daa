// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>

#include "base/codes.h"
#include "base/text.h"

namespace muster::json {
namespace {

namespace bj = boost::json;

// Takes the parser's events and builds the value; what JSON allows and we do not is refused here.
class Builder {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Value take() { return std::move(root_); }
  const Code* refusal() const { return refusal_; }  // null: the parser itself stopped
  const std::string& why() const { return why_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_array_begin(bj::error_code&) { return open(Array{}); }
  bool on_array_end(std::size_t, bj::error_code& ec) { return close(ec); }
  bool on_object_begin(bj::error_code&) { return open(Object{}); }
  bool on_object_end(std::size_t, bj::error_code& ec) { return close(ec); }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) { return append(part); }
  bool on_key(bj::string_view part, std::size_t, bj::error_code& ec) {
    append(part);
    std::string key = std::exchange(text_, {});
    if (open_.back().value.get_object().contains(key)) {
      return refuse(codes::json_duplicate_key,
                    fmt::format("the key \"{}\" stands twice in one object", key), ec);
    }
    open_.back().key = std::move(key);
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) { return append(part); }
  bool on_string(bj::string_view part, std::size_t, bj::error_code&) {
    append(part);
    return add(Value(std::exchange(text_, {})));
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t number, bj::string_view, bj::error_code&) { return add(number); }
  bool on_uint64(std::uint64_t number, bj::string_view, bj::error_code&) { return add(number); }
  bool on_double(double number, bj::string_view, bj::error_code& ec) {
    if (!std::isfinite(number)) return refuse(codes::json_number, "number out of range", ec);
    return add(number);
  }
  bool on_bool(bool value, bj::error_code&) { return add(value); }
  bool on_null(bj::error_code&) { return add(nullptr); }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

 private:
  struct Open {
    Value value;      // the array or object that is being filled
    std::string key;  // under which an object takes its next value
  };

  bool append(bj::string_view part) {
    text_.append(part.data(), part.size());
    return true;
  }
  bool open(Value container) {
    open_.push_back({std::move(container), {}});
    return true;
  }
  bool close(bj::error_code&) {
    Value done = std::move(open_.back().value);
    open_.pop_back();
    return add(std::move(done));
  }
  bool add(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (Array* const array = open_.back().value.if_array()) {
      array->push_back(std::move(value));
    } else {
      open_.back().value.get_object().emplace(open_.back().key, std::move(value));
    }
    return true;
  }
  bool refuse(const Code& code, std::string why, bj::error_code& ec) {
    refusal_ = &code;
    why_ = std::move(why);
    ec = bj::error::syntax;
    return false;
  }

  Value root_;
  std::vector<Open> open_;
  std::string text_;  // of a key or string that comes in parts
  const Code* refusal_ = nullptr;
  std::string why_;
};

tl::unexpected<Error> refused(const Code& code, const std::string& subject, Position at,
                              std::string message) {
  return tl::unexpected(
      error(code, fmt::format("{}:{}:{}", subject, at.line, at.column), std::move(message)));
}

void append_string(std::string& out, bj::string_view text) { out += bj::serialize(text); }

// The shortest digits that read back as the same double, and as a double.
void append_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";  // as JavaScript does: JSON has no word for it
    return;
  }
  std::array<char, 32> buffer;
  const char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  const std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

// Writes with or without line breaks. Boost's own serializer would write 12.5 as 1.25E1.
class Writer {
 public:
  explicit Writer(bool pretty) : pretty_(pretty) {}

  void value(const Value& value) {
    switch (value.kind()) {
      case bj::kind::null:
        out_ += "null";
        break;
      case bj::kind::bool_:
        out_ += value.get_bool() ? "true" : "false";
        break;
      case bj::kind::int64:
        out_ += std::to_string(value.get_int64());
        break;
      case bj::kind::uint64:
        out_ += std::to_string(value.get_uint64());
        break;
      case bj::kind::double_:
        append_double(out_, value.get_double());
        break;
      case bj::kind::string:
        append_string(out_, value.get_string());
        break;
      case bj::kind::array:
        sequence('[', value.get_array(), ']', [this](const Value& item) { this->value(item); });
        break;
      case bj::kind::object:
        sequence('{', value.get_object(), '}', [this](const bj::key_value_pair& member) {
          append_string(out_, member.key());
          out_ += pretty_ ? ": " : ":";
          this->value(member.value());
        });
        break;
    }
  }
  std::string take() { return std::move(out_); }

 private:
  template <class Container, class Each>
  void sequence(char begin, const Container& items, char end, const Each& each) {
    out_ += begin;
    ++level_;
    for (bool first = true; const auto& item : items) {
      if (!std::exchange(first, false)) out_ += ',';
      line_break();
      each(item);
    }
    --level_;
    if (!items.empty()) line_break();
    out_ += end;
  }
  void line_break() {
    if (pretty_) out_.append("\n").append(2 * level_, ' ');
  }

  bool pretty_;
  std::size_t level_ = 0;
  std::string out_;
};

}  // namespace

Result<Value> parse(std::string_view text, std::string subject, Limits limits) {
  if (text.size() > limits.bytes) {
    return refused(codes::json_too_large, subject, {},
                   fmt::format("{} bytes of JSON; the limit is {}", text.size(), limits.bytes));
  }
  if (const auto at = find_not_utf8(text)) {
    return refused(codes::json_not_utf8, subject, position_of(text, *at), "not UTF-8");
  }
  bj::parse_options options;
  options.max_depth = limits.depth;
  bj::basic_parser<Builder> parser(options);
  bj::error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = bj::error::extra_data;
  if (!ec) return parser.handler().take();

  const Position at = position_of(text, read);
  const Builder& builder = parser.handler();
  if (builder.refusal() != nullptr) return refused(*builder.refusal(), subject, at, builder.why());
  if (ec == bj::error::too_deep) {
    return refused(codes::json_too_deep, subject, at,
                   fmt::format("nested deeper than {} levels", limits.depth));
  }
  if (ec == bj::error::exponent_overflow) {
    return refused(codes::json_number, subject, at, "number out of range");
  }
  if (ec == bj::error::incomplete) {
    return refused(codes::json_syntax, subject, at, "the text ends before its value does");
  }
  if (ec == bj::error::extra_data) {
    return refused(codes::json_syntax, subject, at, "more text follows the value");
  }
  return refused(codes::json_syntax, subject, at, "not JSON: " + ec.message());
}

std::string write(const Value& value) {
  Writer writer(false);
  writer.value(value);
  return writer.take();
}

std::string write_pretty(const Value& value) {
  Writer writer(true);
  writer.value(value);
  return writer.take() + '\n';
}

}  // namespace muster::json
