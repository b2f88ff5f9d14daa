// SPDX-License-Identifier: Apache-2.0
#include "base/yaml_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "base/codes.h"

namespace muster::yaml {
namespace {

constexpr std::string_view kDigits = "0123456789";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}

bool consists_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

std::string_view without_sign(std::string_view text) {
  return text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
}

// (\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool is_float(std::string_view text) {
  const auto skip_digits = [&text] {
    const std::size_t count = std::min(text.find_first_not_of(kDigits), text.size());
    text.remove_prefix(count);
    return count;
  };
  std::size_t digits = skip_digits();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    digits += skip_digits();
  }
  if (digits == 0) return false;
  if (text.empty()) return true;
  return (text.front() == 'e' || text.front() == 'E') &&
         consists_of(without_sign(text.substr(1)), kDigits);
}

template <class Number, class... Base>
std::optional<json::Value> number(std::string_view text, Base... base) {
  Number value{};
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), value, base...);
  if (failure != std::errc()) return std::nullopt;
  return value;
}

std::optional<json::Value> integer(std::string_view text, int base) {
  if (auto value = number<std::int64_t>(text, base)) return value;
  return number<std::uint64_t>(text, base);
}

class Converter {
 public:
  explicit Converter(std::string_view subject) : subject_(subject) {}

  Result<json::Value> convert(const Node& node) const {
    switch (node.type) {
      case Node::Type::scalar:
        return node.style == Node::Style::plain ? plain(node) : json::Value(node.text);
      case Node::Type::sequence:
        return sequence(node);
      case Node::Type::map:
        break;
    }
    return map(node);
  }

 private:
  Result<json::Value> plain(const Node& node) const {
    const std::string_view text = node.text;
    if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return nullptr;
    if (is_one_of(text, {"true", "True", "TRUE"})) return true;
    if (is_one_of(text, {"false", "False", "FALSE"})) return false;

    const std::string_view size = without_sign(text);
    const std::string_view signed_text = text.substr(text.starts_with('+') ? 1 : 0);
    if (consists_of(size, kDigits)) return checked(node, integer(signed_text, 10));
    if (text.starts_with("0o") && consists_of(text.substr(2), "01234567")) {
      return checked(node, integer(text.substr(2), 8));
    }
    if (text.starts_with("0x") && consists_of(text.substr(2), "0123456789abcdefABCDEF")) {
      return checked(node, integer(text.substr(2), 16));
    }
    if (is_float(size)) return checked(node, number<double>(signed_text));
    if (is_one_of(size, {".inf", ".Inf", ".INF"}) || is_one_of(text, {".nan", ".NaN", ".NAN"})) {
      return checked(node, std::nullopt);
    }
    return json::Value(text);
  }

  Result<json::Value> checked(const Node& node, std::optional<json::Value> number) const {
    if (number) return std::move(*number);
    return tl::unexpected(error(codes::yaml_number,
                                fmt::format("{}:{}:{}", subject_, node.mark.line, node.mark.column),
                                "a number that JSON cannot hold"));
  }

  Result<json::Value> sequence(const Node& node) const {
    json::Array array;
    for (const Node& item : node.items) {
      auto value = convert(item);
      if (!value) return value;
      array.push_back(std::move(*value));
    }
    return array;
  }

  Result<json::Value> map(const Node& node) const {
    std::vector<const Entry*> entries;
    for (const Entry& entry : node.entries) entries.push_back(&entry);
    std::ranges::sort(entries, {},
                      [](const Entry* entry) { return std::string_view(entry->key.text); });
    json::Object object;
    for (const Entry* entry : entries) {
      auto value = convert(entry->value);
      if (!value) return value;
      object.emplace(entry->key.text, std::move(*value));
    }
    return object;
  }

  std::string_view subject_;
};

// One reference token of a JSON pointer: ~1 is a slash, ~0 a tilde.
std::string unescaped(std::string_view token) {
  std::string text;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool is_escape = token[i] == '~' && i + 1 < token.size();
    text += !is_escape ? token[i] : token[++i] == '1' ? '/' : '~';
  }
  return text;
}

const Node* part_of(const Node& node, std::string_view token) {
  if (node.type == Node::Type::map) return node.find(unescaped(token));
  std::size_t index = node.items.size();
  std::from_chars(token.data(), token.data() + token.size(), index);
  return index < node.items.size() ? &node.items[index] : nullptr;
}

}  // namespace

Result<json::Value> to_json(const Node& node, std::string_view subject) {
  return Converter(subject).convert(node);
}

Mark mark_of(const Node& root, std::string_view pointer) {
  const Node* found = &root;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    const Node* const part = part_of(*found, pointer.substr(0, end));
    if (part == nullptr) break;
    found = part;
    pointer.remove_prefix(end);
  }
  return found->mark;
}

}  // namespace muster::yaml
