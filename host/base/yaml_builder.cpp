// SPDX-License-Identifier: Apache-2.0
#include "base/yaml_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/codes.h"
#include "base/text.h"

namespace muster::yaml {
namespace {

[[noreturn]] void refuse(const Code& code, const YAML::Mark& mark, std::string message) {
  throw Builder::Refusal{&code, mark, std::move(message)};
}

Mark place(const YAML::Mark& mark) {
  return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

Node scalar(std::string text, const YAML::Mark& mark) {
  Node node;
  node.mark = place(mark);
  node.text = std::move(text);
  return node;
}

// yaml-cpp (0.7, src/exp.cpp) makes of the escapes \N and \_ the one byte that they are in Latin-1.
// All else of a scalar is UTF-8 as the file is, so a byte that is not stands for that character.
std::string in_utf8(std::string_view text) {
  std::string whole;
  for (auto odd = find_not_utf8(text); odd; odd = find_not_utf8(text)) {
    whole.append(text.substr(0, *odd)).append({'\xc2', text[*odd]});
    text.remove_prefix(*odd + 1);
  }
  return whole.append(text);
}

// Where a scalar that stands on one line ends, as an offset in the source from its beginning.
std::size_t length_in(std::string_view source, const Node& node) {
  if (node.style != Node::Style::quoted) return node.text.size();
  const char quote = source.front();
  std::size_t at = 1;
  for (; at < source.size(); ++at) {
    const bool escape = quote == '"' ? source[at] == '\\' : source.substr(at).starts_with("''");
    if (escape) {
      ++at;
    } else if (source[at] == quote) {
      break;
    }
  }
  return at + 1;
}

// No plain scalar begins with any of these signs.
Node::Style style_of(std::string_view source) {
  if (source.starts_with('"') || source.starts_with('\'')) return Node::Style::quoted;
  if (source.starts_with('|') || source.starts_with('>')) return Node::Style::block;
  return Node::Style::plain;
}

std::string_view null_word(std::string_view source) {
  for (const std::string_view word : {"~", "null", "Null", "NULL"}) {
    if (source.starts_with(word)) return word;
  }
  return {};
}

}  // namespace

Node Builder::take() {
  if (root_) return *std::exchange(root_, std::nullopt);
  Node empty;
  empty.type = Node::Type::map;
  return empty;
}

void Builder::OnDocumentStart(const YAML::Mark& mark) {
  if (!std::exchange(started_, true)) return;
  if (source_from(mark).starts_with("---")) {
    refuse(codes::yaml_second_document, mark, "a second document begins here");
  }
  refuse(codes::yaml_syntax, mark, "this does not continue what stands above it");
}

// yaml-cpp has one event for a null that is written and for a value that is missing. Its mark is
// the word in the one case, in the other whatever comes next: in a block map that may be a key
// named null, but then it does not stand to the right of the map's other keys.
void Builder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
  std::string_view word = null_word(source_from(mark));
  const bool in_block = !open_.empty() && !open_.back().flow;
  if (in_block && !expects_key() && place(mark).column <= open_.back().node.mark.column) word = {};
  if (!word.empty()) return add(scalar(std::string(word), mark), mark);
  if (open_.empty()) return;  // a document without content
  if (expects_key()) refuse(codes::yaml_key, mark, "a key is missing here");
  require_colon();
  // What is not there has the place of its key, which is where an author looks for it.
  const YAML::Mark& place = open_.back().key ? open_.back().key_mark : mark;
  add(scalar({}, place), place);
}

void Builder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
  refuse(codes::yaml_alias, mark, "an alias (*) is not accepted here");
}

void Builder::OnAnchor(const YAML::Mark& mark, const std::string&) {
  refuse(codes::yaml_anchor, mark, "an anchor (&) is not accepted here");
}

void Builder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       const std::string& value) {
  refuse_tag(mark, tag);
  Node node = scalar(in_utf8(value), mark);
  node.style = style_of(source_from(mark));
  if (expects_key() && value == "<<" && node.style != Node::Style::quoted) {
    refuse(codes::yaml_merge_key, mark, "a merge key (<<) is not accepted");
  }
  add(std::move(node), mark);
}

void Builder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                              YAML::EmitterStyle::value style) {
  refuse_tag(mark, tag);
  open(Node::Type::sequence, mark, style);
}

void Builder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                         YAML::EmitterStyle::value style) {
  refuse_tag(mark, tag);
  open(Node::Type::map, mark, style);
}

bool Builder::expects_key() const {
  return !open_.empty() && open_.back().node.type == Node::Type::map && !open_.back().key;
}

std::string_view Builder::source_from(const YAML::Mark& mark) const {
  return source_.substr(std::min(static_cast<std::size_t>(mark.pos), source_.size()));
}

// yaml-cpp takes a line of a block map that has no colon for a key without a value.
void Builder::require_colon() const {
  if (open_.back().flow || !open_.back().key) return;
  const std::string_view source = source_from(open_.back().key_mark);
  const std::size_t length = std::min(length_in(source, *open_.back().key), source.size());
  const auto next = source.find_first_not_of(" \t\r\n", length);
  if (next == std::string_view::npos || source[next] != ':') {
    refuse(codes::yaml_syntax, open_.back().key_mark, "this line is not \"key: value\"");
  }
}

// Without a tag of its own a plain value has "?", a quoted or block one "!"; a lone "!" in the text
// would look the same as the latter.
void Builder::refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
  const bool implied = tag.empty() || tag == "?" || tag == "!";
  if (!implied || source_from(mark).starts_with('!')) {
    refuse(codes::yaml_tag, mark, "a tag (!) is not accepted here");
  }
}

void Builder::add(Node node, const YAML::Mark& mark) {
  if (expects_key()) return add_key(std::move(node), mark);
  if (node.type == Node::Type::scalar) count_value(mark);
  if (open_.empty()) {
    root_ = std::move(node);
  } else if (Open& parent = open_.back(); parent.node.type == Node::Type::map) {
    parent.node.entries.push_back({*std::exchange(parent.key, std::nullopt), std::move(node)});
  } else {
    parent.node.items.push_back(std::move(node));
  }
}

void Builder::add_key(Node key, const YAML::Mark& mark) {
  if (open_.back().node.find(key.text) != nullptr) {
    refuse(codes::yaml_duplicate_key, mark,
           fmt::format("the key \"{}\" stands here twice", key.text));
  }
  if (++keys_ > limits_.keys) {
    refuse(codes::yaml_too_many_keys, mark, fmt::format("more than {} keys", limits_.keys));
  }
  open_.back().key = std::move(key);
  open_.back().key_mark = mark;
}

void Builder::count_value(const YAML::Mark& mark) {
  if (++values_ > limits_.values) {
    refuse(codes::yaml_too_many_values, mark, fmt::format("more than {} values", limits_.values));
  }
}

void Builder::open(Node::Type type, const YAML::Mark& mark, YAML::EmitterStyle::value style) {
  if (expects_key()) refuse(codes::yaml_key, mark, "a key is a list or a map");
  if (open_.size() == limits_.depth) {
    refuse(codes::yaml_too_deep, mark, fmt::format("nested deeper than {} levels", limits_.depth));
  }
  count_value(mark);
  Node node;
  node.type = type;
  node.mark = place(mark);
  open_.push_back({std::move(node), style == YAML::EmitterStyle::Flow, std::nullopt, {}});
}

void Builder::close() {
  Node done = std::move(open_.back().node);
  open_.pop_back();
  add(std::move(done), YAML::Mark());
}

}  // namespace muster::yaml
