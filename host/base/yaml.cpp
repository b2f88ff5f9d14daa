// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <istream>
#include <optional>
#include <streambuf>

#include "base/codes.h"
#include "base/yaml_builder.h"

namespace muster::yaml {
namespace {

// What yaml-cpp says, and what an author can make of it.
struct Translation {
  const char* said;  // the beginning of it
  const char* message;
  const char* hint;
};

// Not constexpr: yaml-cpp's own constants are not.
const std::array kTranslations{
    Translation{YAML::ErrorMsg::MAP_VALUE, "a \": \" stands inside a plain value",
                "put the value in quotes"},
    Translation{YAML::ErrorMsg::MAP_KEY, "a key cannot begin here",
                "put each key on a line of its own, and values with \": \" in quotes"},
    Translation{YAML::ErrorMsg::END_OF_MAP, "this does not continue the map above it",
                "indent keys of one map alike, and close every quote"},
    Translation{YAML::ErrorMsg::END_OF_SEQ, "this does not continue the list above it",
                "indent the items of one list alike, each with \"- \""},
    Translation{YAML::ErrorMsg::END_OF_MAP_FLOW, "a { has no }",
                "close it, or put the value in quotes"},
    Translation{YAML::ErrorMsg::END_OF_SEQ_FLOW, "a [ has no ]",
                "close it, or put the value in quotes"},
    Translation{YAML::ErrorMsg::FLOW_END, "a ] or } closes nothing", "put the value in quotes"},
    Translation{YAML::ErrorMsg::BLOCK_ENTRY, "a list item cannot begin here",
                "put it on a line of its own, or the value in quotes"},
    Translation{YAML::ErrorMsg::EOF_IN_SCALAR, "a quoted value is still open at the end",
                "close the quote"},
    Translation{YAML::ErrorMsg::DOC_IN_SCALAR, "a quoted value is still open at this line",
                "close the quote"},
    Translation{YAML::ErrorMsg::UNKNOWN_TOKEN, "a plain value cannot begin with this character",
                "put the value in quotes"},
    Translation{YAML::ErrorMsg::INVALID_ESCAPE, "an unknown escape in double quotes",
                "write \\\\ for a backslash, or use single quotes"},
    Translation{YAML::ErrorMsg::CHAR_IN_BLOCK, "text follows a | or >",
                "begin the text on the next line"},
    Translation{YAML::ErrorMsg::ALIAS_NOT_FOUND, "a plain value cannot begin with *",
                "put the value in quotes"},
    Translation{YAML::ErrorMsg::CHAR_IN_ALIAS, "a plain value cannot begin with *",
                "put the value in quotes"},
    Translation{YAML::ErrorMsg::ANCHOR_NOT_FOUND, "a plain value cannot begin with &",
                "put the value in quotes"},
    Translation{YAML::ErrorMsg::CHAR_IN_ANCHOR, "a plain value cannot begin with &",
                "put the value in quotes"},
};

// The text as a stream, without a copy.
class ViewBuffer final : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* const begin = const_cast<char*>(text.data());  // setg asks for it; nothing writes
    setg(begin, begin, begin + text.size());
  }
};

// The offset of a control character that may not stand in the text, C1 among them, or none.
std::optional<std::size_t> find_control(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool allowed = byte == '\t' || byte == '\n' || byte == '\r';
    if ((byte < 0x20 && !allowed) || byte == 0x7f) return at;
    if (byte == 0xc2 && static_cast<unsigned char>(text[at + 1]) < 0xa0) return at;
  }
  return std::nullopt;
}

// yaml-cpp takes any % in the first column for a directive, and acts on it without an event.
std::optional<std::size_t> find_directive(std::string_view text) {
  if (text.starts_with('%')) return 0;
  const auto newline = text.find("\n%");
  if (newline == std::string_view::npos) return std::nullopt;
  return newline + 1;
}

class Reader {
 public:
  Reader(std::string_view text, std::string_view subject, std::size_t first_line)
      : text_(text), subject_(subject), first_line_(first_line) {
    if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  }

  Result<Node> read(Limits limits) {
    if (text_.size() > limits.bytes) {
      return refused(codes::yaml_too_large, {},
                     fmt::format("{} bytes of YAML; the limit is {}", text_.size(), limits.bytes));
    }
    if (const auto at = find_not_utf8(text_))
      return refused(codes::yaml_not_utf8, *at, "not UTF-8");
    if (const auto at = find_control(text_)) {
      return refused(codes::yaml_control, *at, "a control character");
    }
    if (const auto at = find_directive(text_)) {
      return refused(codes::yaml_directive, *at, "a directive (%) is not accepted");
    }
    return parse(limits);
  }

 private:
  Result<Node> parse(Limits limits) {
    Builder builder(text_, limits);
    try {
      ViewBuffer buffer(text_);
      std::istream stream(&buffer);
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(builder)) {
      }
      Node root = builder.take();
      shift(root);
      return root;
    } catch (const Builder::Refusal& refusal) {
      return refused(*refusal.code, place(refusal.mark), refusal.message);
    } catch (const YAML::Exception& exception) {
      return not_yaml(exception);
    }
  }

  tl::unexpected<Error> not_yaml(const YAML::Exception& exception) const {
    const Mark at = place(exception.mark);
    if (exception.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
      return refused(codes::yaml_alias, at, "an alias (*) is not accepted here");
    }
    if (is_indented_by_tab(at.line)) {
      return tl::unexpected(error(codes::yaml_syntax, subject({at.line, 1}),
                                  "a tab is used for indentation", "indent with spaces"));
    }
    for (const Translation& row : kTranslations) {
      if (!exception.msg.starts_with(row.said)) continue;
      return tl::unexpected(error(codes::yaml_syntax, subject(at), row.message, row.hint));
    }
    return refused(codes::yaml_syntax, at, exception.msg);
  }

  // yaml-cpp complains of what comes after the tab.
  bool is_indented_by_tab(std::size_t line) const {
    std::string_view rest = text_;
    while (--line > 0) rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    return rest.substr(0, rest.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
  }

  static Mark place(const YAML::Mark& mark) {
    if (mark.is_null()) return {};
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
  }

  std::string subject(Mark at) const {
    return fmt::format("{}:{}:{}", subject_, at.line + first_line_ - 1, at.column);
  }
  tl::unexpected<Error> refused(const Code& code, Mark at, std::string message) const {
    return tl::unexpected(error(code, subject(at), std::move(message)));
  }
  tl::unexpected<Error> refused(const Code& code, std::size_t offset, std::string message) const {
    return refused(code, position_of(text_, offset), std::move(message));
  }

  // From lines of the text to lines of the subject.
  void shift(Node& node) const {
    node.mark.line += first_line_ - 1;
    for (Node& item : node.items) shift(item);
    for (auto& [key, value] : node.entries) {
      shift(key);
      shift(value);
    }
  }

  std::string_view text_;
  std::string_view subject_;
  std::size_t first_line_;
};

}  // namespace

const Node* Node::find(std::string_view key) const noexcept {
  for (const auto& [name, value] : entries) {
    if (name.text == key) return &value;
  }
  return nullptr;
}

Result<Node> read(std::string_view text, std::string_view subject, std::size_t first_line,
                  Limits limits) {
  return Reader(text, subject, first_line).read(limits);
}

}  // namespace muster::yaml
