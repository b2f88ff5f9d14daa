// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <tuple>

#include "base/text.h"
#include "base/yaml.h"
#include "skill/codes.h"
#include "skill/comment.h"
#include "skill/fields.h"
#include "skill/front_matter.h"
#include "skill/name.h"
#include "skill/rescue.h"
#include "skill/skill.h"
#include "skill/unicode.h"

namespace muster::skill {
namespace {

using yaml::Node;

// The Agent Skills specification's lengths, in characters.
constexpr std::size_t kNameLength = 64;
constexpr std::size_t kDescriptionLength = 1024;
constexpr std::size_t kCompatibilityLength = 500;

// What is read a second time: four times the longest real front matter, so that hostile ones do not
// cost twice.
constexpr std::size_t kRescueBytes = std::size_t{8} * 1024;

constexpr std::array<std::string_view, 6> kFields{"name",          "description", "license",
                                                  "compatibility", "metadata",    "allowed-tools"};

std::string_view type_name(const Node& node) {
  switch (node.type) {
    case Node::Type::sequence:
      return "a list";
    case Node::Type::map:
      return "a map";
    case Node::Type::scalar:
      break;
  }
  return "text";
}

// Without the blanks around it. The text of a block ends with a line end, which nobody means.
std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

bool is_blank(std::string_view text) { return trimmed(text).empty(); }

bool has_control(std::string_view text) { return escaped(text) != text; }

// Goes through the front matter and collects what is to be said of it.
class Inspection {
 public:
  Inspection(std::string_view file, std::string_view folder, Mode mode)
      : file_(file), folder_(folder), mode_(mode) {}

  std::optional<SkillDescriptor> describe(const Node& root) {
    if (root.type != Node::Type::map) {
      refuse(root.mark, codes::not_a_map,
             fmt::format("the front matter is {}, not a map", type_name(root)));
      return std::nullopt;
    }
    SkillDescriptor descriptor;
    descriptor.name = normalized(required(root, "name"));
    descriptor.description = required(root, "description");
    for (const auto& [key, value] : root.entries) {
      check(key, value);
      take(key.text, value, descriptor);
      descriptor.fields.emplace_back(key.text, field_text(value));
    }
    return descriptor;
  }

  void warn_of(const Rescued& rescued) {
    for (const auto& [key, at] : rescued.values) {
      say(warnings_, {at.line + FrontMatter::kFirstLine - 1, at.column}, codes::value_quoted,
          fmt::format("\"{}\" is not YAML as it stands; it was read as if in quotes", key));
    }
  }

  // The reference validator takes it as it is, and so does strict mode.
  void warn_of(const Commented& value) {
    say(warnings_, value.at, codes::comment,
        fmt::format("\"{}\" ends here: what follows is a comment", value.key));
  }

  std::vector<Error> errors() { return in_order(std::move(errors_)); }
  std::vector<Error> warnings() { return in_order(std::move(warnings_)); }

 private:
  using Placed = std::pair<yaml::Mark, Error>;

  // What the specification gives a type of its own.
  static void take(std::string_view key, const Node& value, SkillDescriptor& descriptor) {
    if (key == "license") descriptor.license = field_text(value);
    if (key == "compatibility") descriptor.compatibility = field_text(value);
    if (key == "allowed-tools") descriptor.allowed_tools = words_of(value);
    if (key == "metadata") descriptor.metadata = entries_of(value);
    const Node* const tags = key == "metadata" ? value.find("tags")
                             : key == "tags"   ? &value
                                               : nullptr;
    if (tags != nullptr) std::ranges::move(words_of(*tags), std::back_inserter(descriptor.tags));
  }

  // The text of a field without which there is no skill.
  std::string required(const Node& root, std::string_view field) {
    const Node* const node = root.find(field);
    if (node == nullptr) {
      refuse({}, codes::missing_field, fmt::format("\"{}\" is missing", field));
    } else if (node->type != Node::Type::scalar) {
      refuse(node->mark, codes::field_type,
             fmt::format("\"{}\" is {}, not text", field, type_name(*node)));
    } else if (is_blank(node->text)) {
      refuse(node->mark, codes::empty_field, fmt::format("\"{}\" is empty", field));
    } else {
      return std::string(trimmed(node->text));
    }
    return {};
  }

  void check(const Node& key, const Node& value) {
    if (std::find(kFields.begin(), kFields.end(), key.text) == kFields.end()) {
      object(key.mark, codes::unknown_field, fmt::format("unknown field \"{}\"", key.text));
    } else if (key.text == "metadata") {
      check_metadata(value);
    } else if (key.text == "name") {
      check_name(value);
    } else if (key.text == "description") {
      check_length("description", value.mark, value.text, kDescriptionLength);
    } else if (value.type != Node::Type::scalar) {
      object(value.mark, codes::field_type,
             fmt::format("\"{}\" is {}, not text", key.text, type_name(value)));
    } else if (key.text == "compatibility") {
      if (is_blank(value.text)) {
        object(value.mark, codes::empty_field, "\"compatibility\" is empty");
      }
      check_length("compatibility", value.mark, value.text, kCompatibilityLength);
    }
  }

  void check_name(const Node& value) {
    if (value.type != Node::Type::scalar || is_blank(value.text)) return;  // refused as required
    const std::string name = normalized(trimmed(value.text));
    check_length("name", value.mark, name, kNameLength);
    if (has_control(name)) {
      refuse(value.mark, codes::name_characters, "the name has control characters");
    } else {
      for (const std::string_view fault : name_faults(name)) {
        object(value.mark, codes::name_characters, fmt::format("the name \"{}\" {}", name, fault));
      }
    }
    if (!folder_.empty() && name != normalized(folder_)) {
      object(
          value.mark, codes::name_folder,
          fmt::format("the name \"{}\" is not that of its folder \"{}\"", name, escaped(folder_)));
    }
  }

  void check_metadata(const Node& value) {
    if (value.type != Node::Type::map) {
      if (value.type == Node::Type::scalar && value.text.empty()) return;
      object(value.mark, codes::field_type,
             fmt::format("\"metadata\" is {}, not a map", type_name(value)));
    }
    for (const auto& [key, entry] : value.entries) {
      if (entry.type == Node::Type::scalar) continue;
      object(entry.mark, codes::field_type,
             fmt::format("\"{}\" below metadata is {}, not text", key.text, type_name(entry)));
    }
  }

  void check_length(std::string_view field, yaml::Mark at, std::string_view text,
                    std::size_t limit) {
    const std::size_t length = count_code_points(text);
    if (length <= limit) return;
    object(at, codes::too_long,
           fmt::format("\"{}\" has {} characters; the limit is {}", field, length, limit));
  }

  // An error in either mode.
  void refuse(yaml::Mark at, const Code& code, std::string message) {
    say(errors_, at, code, std::move(message));
  }
  // An error in strict mode, a warning in lenient.
  void object(yaml::Mark at, const Code& code, std::string message) {
    say(mode_ == Mode::strict ? errors_ : warnings_, at, code, std::move(message));
  }
  void say(std::vector<Placed>& list, yaml::Mark at, const Code& code, std::string message) {
    list.emplace_back(
        at, error(code, fmt::format("{}:{}:{}", file_, at.line, at.column), std::move(message)));
  }

  static std::vector<Error> in_order(std::vector<Placed> list) {
    std::stable_sort(list.begin(), list.end(), [](const Placed& a, const Placed& b) {
      return std::tie(a.first.line, a.first.column) < std::tie(b.first.line, b.first.column);
    });
    std::vector<Error> errors;
    for (Placed& placed : list) errors.push_back(std::move(placed.second));
    return errors;
  }

  std::string_view file_;
  std::string_view folder_;
  Mode mode_;
  std::vector<Placed> errors_;
  std::vector<Placed> warnings_;
};

// Reads the front matter; in lenient mode once more with values in quotes, if that is what it
// lacks.
Result<Node> read_yaml(std::string_view text, std::string_view file, Mode mode,
                       Inspection& inspection) {
  auto root = yaml::read(text, file, FrontMatter::kFirstLine);
  if (root || mode == Mode::strict || text.size() > kRescueBytes) return root;
  const Rescued rescued = quote_plain_values(text);
  if (rescued.values.empty()) return root;
  auto second = yaml::read(rescued.yaml, file, FrontMatter::kFirstLine);
  if (!second) return root;  // what the author wrote is what the error should speak of
  inspection.warn_of(rescued);
  return second;
}

Error not_utf8(std::string_view text, std::string_view file, std::size_t offset) {
  const Position at = position_of(text, offset);
  return error(codes::not_utf8, fmt::format("{}:{}:{}", file, at.line, at.column), "not UTF-8");
}

}  // namespace

Parsed parse(std::string_view text, std::string_view file, std::string_view folder, Mode mode) {
  Parsed parsed;
  if (const auto offset = find_not_utf8(text)) {
    parsed.errors.push_back(not_utf8(text, file, *offset));
    return parsed;
  }
  const auto parts = split(text, file);
  if (!parts) {
    parsed.errors.push_back(parts.error());
    return parsed;
  }
  Inspection inspection(file, folder, mode);
  const auto root = read_yaml(parts->yaml, file, mode, inspection);
  if (!root) {
    parsed.errors.push_back(root.error());
    return parsed;
  }
  auto descriptor = inspection.describe(*root);
  for (const auto& value : commented_values(parts->yaml, *root, FrontMatter::kFirstLine)) {
    inspection.warn_of(value);
  }
  parsed.errors = inspection.errors();
  parsed.warnings = inspection.warnings();
  if (!parsed.errors.empty()) return parsed;
  parsed.descriptor = std::move(descriptor);
  parsed.body = parts->body;
  return parsed;
}

}  // namespace muster::skill
