// SPDX-License-Identifier: Apache-2.0
#include "schema/references.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

#include "schema/codes.h"
#include "schema/schema.h"

namespace muster::schema {
namespace {

// A fragment of a URI (RFC 3986) as the text it stands for; none: a % begins no escape.
std::optional<std::string> decoded(std::string_view fragment) {
  std::string text;
  for (std::size_t i = 0; i < fragment.size(); ++i) {
    if (fragment[i] != '%') {
      text += fragment[i];
      continue;
    }
    const std::string_view digits = fragment.substr(i + 1, 2);
    unsigned char byte = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (digits.size() < 2 || read.ptr != digits.data() + 2) return std::nullopt;
    text += static_cast<char>(byte);
    i += 2;
  }
  return text;
}

// The schemas that a node asks about its own value.
template <class Function>
void for_each_beside(const Node& node, Function&& function) {
  for (const Node* other :
       {node.ref, node.negated, node.condition, node.consequence, node.alternative}) {
    if (other != nullptr) function(*other);
  }
  for (const auto* others : {&node.all_of, &node.any_of, &node.one_of}) {
    for (const Node* other : *others) function(*other);
  }
}

// Measures the longest row of schemas for one value that begins at a node.
class Rows {
 public:
  /// The first node of a row that is too long or never ends, with the reason.
  std::optional<std::pair<const Node*, const Code*>> find_refused(const Node& node) {
    length(node);
    return refused_;
  }

 private:
  static constexpr std::size_t kBeingMeasured = 0;

  std::size_t length(const Node& node) {
    const auto [known, is_new] = lengths_.try_emplace(&node, kBeingMeasured);
    if (!is_new) {
      if (known->second == kBeingMeasured && !refused_) refused_ = {&node, &codes::ref_cycle};
      return known->second;
    }
    std::size_t longest = 0;
    for_each_beside(node, [&](const Node& other) {
      if (!refused_) longest = std::max(longest, length(other));
    });
    if (longest >= kDepthMax && !refused_) refused_ = {&node, &codes::too_deep};
    return lengths_[&node] = longest + 1;
  }

  std::unordered_map<const Node*, std::size_t> lengths_;
  std::optional<std::pair<const Node*, const Code*>> refused_;
};

}  // namespace

std::optional<Error> resolve_references(const Compiled& compiled, const Reader& reader,
                                        std::string_view subject) {
  std::unordered_map<std::string_view, const Node*> places;
  for (const auto& node : compiled.nodes) places.emplace(node->pointer, node.get());
  for (const Reference& reference : reader.references()) {
    const auto refuse = [&](const Code& code, std::string_view why) {
      return error(
          code, std::string(subject),
          fmt::format("#{}/$ref: \"{}\" {}", reference.from->pointer, reference.target, why));
    };
    std::string_view target_text = reference.target;
    if (target_text.starts_with(reader.id())) target_text.remove_prefix(reader.id().size());
    if (!target_text.empty() && target_text.front() != '#') {
      return refuse(codes::remote_ref, "leads out of the schema");
    }
    const auto fragment = decoded(target_text.substr(std::min<std::size_t>(target_text.size(), 1)));
    const Node* target = nullptr;
    if (fragment && (fragment->empty() || fragment->starts_with('/'))) {
      const auto place = places.find(*fragment);
      if (place != places.end()) target = place->second;
    } else if (fragment) {
      target = reader.anchored(*fragment);
    }
    if (target == nullptr) return refuse(codes::missing_ref, "leads to no schema");
    reference.from->ref = target;
  }
  return std::nullopt;
}

std::optional<Error> refuse_endless(const Compiled& compiled, std::string_view subject) {
  Rows rows;
  for (const auto& node : compiled.nodes) {
    const auto refused = rows.find_refused(*node);
    if (!refused) continue;
    const auto& [where, code] = *refused;
    return error(*code, std::string(subject),
                 fmt::format("#{}: {}", where->pointer,
                             code == &codes::ref_cycle
                                 ? "leads back to itself without a step into the value"
                                 : fmt::format("leads through more than {} schemas for one value",
                                               kDepthMax)));
  }
  return std::nullopt;
}

}  // namespace muster::schema
