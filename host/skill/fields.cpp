// SPDX-License-Identifier: Apache-2.0
#include "skill/fields.h"

#include <algorithm>
#include <string_view>

#include "base/json.h"

namespace muster::skill {
namespace {

using yaml::Node;

json::Value to_json(const Node& node) {
  if (node.type == Node::Type::sequence) {
    json::Array array;
    for (const Node& item : node.items) array.push_back(to_json(item));
    return array;
  }
  if (node.type == Node::Type::map) {
    json::Object object;
    for (const auto& [key, value] : node.entries) object.emplace(key.text, to_json(value));
    return object;
  }
  return json::Value(node.text);
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  int open = 0;  // parentheses
  for (const char c : text) {
    const bool is_between = std::string_view(" \t\r\n,").find(c) != std::string_view::npos;
    if (c == '(') ++open;
    if (c == ')') open = std::max(open - 1, 0);
    if (!is_between || open > 0) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace

std::string field_text(const Node& value) {
  return value.type == Node::Type::scalar ? value.text : json::write(to_json(value));
}

std::vector<std::pair<std::string, std::string>> entries_of(const Node& value) {
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [key, entry] : value.entries) entries.emplace_back(key.text, field_text(entry));
  return entries;
}

std::vector<std::string> words_of(const Node& value) {
  if (value.type == Node::Type::scalar) return split_words(value.text);
  std::vector<std::string> words;
  for (const Node& item : value.items) words.push_back(field_text(item));
  return words;
}

}  // namespace muster::skill
