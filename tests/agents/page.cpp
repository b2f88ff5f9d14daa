// SPDX-License-Identifier: Apache-2.0
#include "agents/page.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "base/json.h"

namespace muster::test {
namespace {

struct Fenced {
  std::string language;
  std::string text;
  int line;             // of the text's first line
  std::string heading;  // the name in backticks of the last heading that has one
};

std::string name_in(std::string_view heading) {
  const auto begin = heading.find('`');
  const auto end = heading.find('`', begin + 1);
  if (begin == std::string_view::npos || end == std::string_view::npos) return {};
  return std::string(heading.substr(begin + 1, end - begin - 1));
}

std::vector<Fenced> fenced_blocks(std::string_view page) {
  std::vector<Fenced> blocks;
  std::string heading;
  bool is_inside = false;
  int number = 0;
  while (!page.empty()) {
    const std::string_view line = page.substr(0, page.find('\n'));
    page.remove_prefix(std::min(page.size(), line.size() + 1));
    ++number;
    if (line.starts_with("```")) {
      is_inside = !is_inside;
      if (is_inside) blocks.push_back({std::string(line.substr(3)), {}, number + 1, heading});
    } else if (is_inside) {
      auto& text = blocks.back().text;
      if (!text.empty()) text += '\n';
      text += line;
    } else if (line.starts_with('#')) {
      if (auto name = name_in(line); !name.empty()) heading = std::move(name);
    }
  }
  return blocks;
}

bool have_same_shape(const json::Value& one, const json::Value& other) {
  if (one.kind() != other.kind()) return false;
  if (const auto* const array = one.if_array()) {
    const auto& items = other.as_array();
    return array->empty() == items.empty() &&
           (items.empty() || have_same_shape(array->front(), items.front()));
  }
  if (const auto* const object = one.if_object()) {
    const auto& members = other.as_object();
    return object->size() == members.size() &&
           std::ranges::all_of(*object, [&](const auto& member) {
             const auto* const value = members.if_contains(member.key());
             return value != nullptr && have_same_shape(member.value(), *value);
           });
  }
  return true;
}

}  // namespace

std::vector<Example> examples_of(std::string_view page) {
  std::vector<Example> examples;
  std::optional<Fenced> input;
  for (Fenced& block : fenced_blocks(page)) {
    if (input && (block.language == "text" || block.language.starts_with("json"))) {
      const auto kind = block.language == "text"   ? Example::Answer::text
                        : block.language == "json" ? Example::Answer::json
                                                   : Example::Answer::shape;
      examples.push_back({input->heading, input->line, input->text, kind, std::move(block.text)});
      input.reset();
    } else if (block.language == "json") {
      input = std::move(block);
    }
  }
  return examples;
}

std::vector<std::string> blocks_of(std::string_view page, std::string_view language) {
  std::vector<std::string> texts;
  for (Fenced& block : fenced_blocks(page)) {
    if (block.language == language) texts.push_back(std::move(block.text));
  }
  return texts;
}

bool have_same_shape(std::string_view one, std::string_view other) {
  const auto parsed = json::parse(one, "one");
  const auto against = json::parse(other, "other");
  return parsed && against && have_same_shape(*parsed, *against);
}

}  // namespace muster::test
