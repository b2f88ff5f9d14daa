// SPDX-License-Identifier: Apache-2.0
#include "base/yaml.h"

#include <doctest/doctest.h>

#include <string>

using namespace std::string_literals;
using namespace muster;
using yaml::Node;

namespace {

Node document(std::string_view text) {
  CAPTURE(std::string(text));
  auto node = yaml::read(text, "f");
  REQUIRE_MESSAGE(node, node.error().message);
  return *std::move(node);
}

Error refusal(std::string_view text, yaml::Limits limits = {}) {
  CAPTURE(std::string(text));
  const auto node = yaml::read(text, "f", 1, limits);
  REQUIRE_FALSE(node);
  return node.error();
}

std::string value(std::string_view text, std::string_view key) {
  const Node root = document(text);
  const Node* const node = root.find(key);
  REQUIRE(node != nullptr);
  return node->text;
}

}  // namespace

TEST_CASE("a map keeps the order, the places and the words of its author") {
  const Node root = document("b: one\na:\n  - x\n  - 'y'\nc: {d: \"e\"}\n");
  REQUIRE(root.type == Node::Type::map);
  REQUIRE(root.entries.size() == 3);
  CHECK(root.entries[0].key.text == "b");
  CHECK(root.entries[0].value.text == "one");
  CHECK(root.entries[0].value.mark == yaml::Mark{1, 4});
  const Node& list = root.entries[1].value;
  REQUIRE(list.type == Node::Type::sequence);
  REQUIRE(list.items.size() == 2);
  CHECK((list.items[0].style == Node::Style::plain));
  CHECK((list.items[1].style == Node::Style::quoted));
  CHECK(list.items[1].text == "y");
  CHECK(list.items[1].mark == yaml::Mark{4, 5});
  CHECK(root.entries[2].value.find("d")->text == "e");
  CHECK(root.find("none") == nullptr);
}

TEST_CASE("a scalar is text, whatever YAML would make of it") {
  for (const std::string text :
       {"010", "1.0", "yes", "2026-11-20", "0x1F", "nullable", "~x", "1_000"}) {
    CHECK(value("a: " + text, "a") == text);
  }
}

TEST_CASE("escapes of characters beyond ASCII give their UTF-8") {
  const Node root = document(R"("\Nk\_": "\Né\_\N\x85\xa0\L\P\u00e9")"
                             "\n");
  REQUIRE(root.entries.size() == 1);
  CHECK(root.entries[0].key.text == "\u0085k\u00a0");
  CHECK(root.entries[0].value.text == "\u0085é\u00a0\u0085\u0085\u00a0\u2028\u2029é");
}

TEST_CASE("a null is the word that stands for it, or empty if none does") {
  for (const std::string word : {"~", "null", "Null", "NULL", ""}) {
    CHECK(value("a: " + word, "a") == word);
    CHECK(value("a: " + word + " # why\nb: c", "a") == word);
    CHECK(value("x: {a: " + word + ", b: c}", "x") == "");
  }
  CHECK(document("[null, ~, a]").items[1].text == "~");
  CHECK(value("a:\n  null", "a") == "null");
  CHECK(document("~").text == "~");
}

TEST_CASE("a value that is missing has the place of its key") {
  const Node root = document("a:\nb: {c: , d: x}\n");
  CHECK(root.find("a")->mark == yaml::Mark{1, 1});
  CHECK(root.find("b")->find("c")->mark == yaml::Mark{2, 5});
}

TEST_CASE("an empty value before a key named null stays empty") {
  CHECK(value("a:\nnull: x", "a") == "");
  CHECK(value("a:\nnull: x", "null") == "x");
  CHECK(document("a:\n  b:\nnull: x").find("a")->find("b")->text == "");
  CHECK(document("a:\n- b\n-\nnull: x").find("a")->items[1].text == "");
  CHECK(document("a:\n-\n- null\n").find("a")->items[0].text == "");
}

TEST_CASE("block scalars fold and keep lines as YAML says") {
  CHECK(value("a: |\n  x\n  y\n", "a") == "x\ny\n");
  CHECK(value("a: >-\n  x\n  y\n", "a") == "x y");
  CHECK(value("a: one\n  two", "a") == "one two");
}

TEST_CASE("an empty text is an empty map") {
  for (const std::string text : {"", "\n", "# only a comment\n", "---\n", "\xef\xbb\xbf"}) {
    const Node root = document(text);
    CHECK(root.type == Node::Type::map);
    CHECK(root.entries.empty());
  }
}

TEST_CASE("a byte order mark and CRLF change nothing") {
  CHECK(value("\xef\xbb\xbf"
              "a: ~\r\nb: c\r\n",
              "a") == "~");
  CHECK(value("\xef\xbb\xbf"
              "a: ~\r\nb: c\r\n",
              "b") == "c");
}

TEST_CASE("lines are those of the file that the text is part of") {
  const auto node = yaml::read("a: b\nc:\n- d", "f", 10);
  REQUIRE(node);
  CHECK(node->mark.line == 10);
  CHECK(node->find("c")->items[0].mark == yaml::Mark{12, 3});
  CHECK(yaml::read("a: b\nc: @", "f", 10).error().subject == "f:11:4");
}

TEST_CASE("anchors, aliases, tags and merge keys are refused where they stand") {
  CHECK(refusal("a: &x b").code == "yaml.anchor");
  CHECK(refusal("&a [*a]").code == "yaml.anchor");
  CHECK(refusal("a: *x").code == "yaml.alias");
  CHECK(refusal("a:\n  - *x").subject == "f:2:5");
  for (const std::string tagged : {"!x y", "!!str y", "! y", "!<tag:yaml.org,2002:str> y", "!x [y]",
                                   "! {y: z}", "!!null", "! 'y'"}) {
    CHECK(refusal("a: " + tagged).code == "yaml.tag");
  }
  CHECK(refusal("<<: {a: b}").code == "yaml.merge_key");
  CHECK(value("'<<': a", "<<") == "a");
  CHECK(value("a: '*x'", "a") == "*x");
}

TEST_CASE("directives are refused wherever yaml-cpp would take one") {
  CHECK(refusal("%YAML 1.2\n---\na: b").code == "yaml.directive");
  CHECK(refusal("a: b\n...\n%TAG ! x\n").subject == "f:3:1");
}

TEST_CASE("a second document is refused") {
  CHECK(refusal("a: b\n---\nc: d").code == "yaml.second_document");
  CHECK(refusal("a: b\n---\n").subject == "f:2:1");
  CHECK(document("---\na: b\n...\n").find("a")->text == "b");
}

TEST_CASE("a duplicate key is refused, also when quotes hide it") {
  CHECK(refusal("a: b\n'a': c").code == "yaml.duplicate_key");
  CHECK(refusal("x:\n  a: b\n  a: c").subject == "f:3:3");
  CHECK(document("a: {b: c}\nb: d").entries.size() == 2);
}

TEST_CASE("a key that is missing, a list or a map is refused") {
  for (const std::string text : {": b", "? [a]\n: b", "? {a: b}\n: c", "? - a\n: b", "{[a]: b}"}) {
    CHECK(refusal(text).code == "yaml.key");
  }
  CHECK(value("\"\": b", "") == "b");
}

TEST_CASE("a line without a colon is not a key") {
  const Error error = refusal("a: b\nmore of it\n");
  CHECK(error.code == "yaml.syntax");
  CHECK(error.subject == "f:2:1");
  CHECK(error.message == "this line is not \"key: value\"");
  CHECK(refusal("a: b\n'c:'").subject == "f:2:1");
  CHECK(refusal("a: b\n\"c\\\":\"").subject == "f:2:1");
  CHECK(document("'it''s' :\n\"c\\\"d\":\ne:").entries.size() == 3);
  CHECK(document("{a, b: c}").entries.size() == 2);
}

TEST_CASE("what is not YAML is told in words of use") {
  CHECK(refusal("a: use: it").message == "a \": \" stands inside a plain value");
  CHECK(refusal("a: use: it").subject == "f:1:7");
  CHECK(refusal("a: use: it").hint == "put the value in quotes");
  CHECK(refusal("a: [x, y").message == "a [ has no ]");
  CHECK(refusal("a: \"x").message == "a quoted value is still open at the end");
  CHECK(refusal("a: `x`").message == "a plain value cannot begin with this character");
  CHECK(refusal("a: 'it's'").message == "this does not continue the map above it");
  CHECK(refusal("a:\n\tb: c").message == "a tab is used for indentation");
  CHECK(refusal("- a\nb").message == "this does not continue what stands above it");
}

TEST_CASE("control characters and bytes that are not UTF-8 are refused") {
  CHECK(refusal("a: b\0"s).subject == "f:1:5");
  for (const std::string& byte : {"\0"s, "\x1b"s, "\x7f"s, "\xc2\x85"s}) {
    CHECK(refusal("a: b" + byte).code == "yaml.control");
  }
  CHECK(refusal("a:\n  \xff").code == "yaml.not_utf8");
  CHECK(refusal("a:\n  \xff").subject == "f:2:3");
  CHECK(refusal("\xff\xfe"
                "a\0:\0 \0b\0"s)
            .code == "yaml.not_utf8");
  CHECK(value("a:\t\xc2\xa0", "a") == "\xc2\xa0");
}

TEST_CASE("lists and maps nest up to the limit") {
  CHECK(document("[[[[[[[[x]]]]]]]]").type == Node::Type::sequence);
  CHECK(refusal("[[[[[[[[[x]]]]]]]]]").code == "yaml.too_deep");
  CHECK(refusal("- - - - - - - - - x").code == "yaml.too_deep");
  CHECK(refusal("{a: {a: {a: {a: {a: {a: {a: {a: {a: b}}}}}}}}}").code == "yaml.too_deep");
  CHECK(refusal(std::string(32'768, '[')).kind == Kind::invalid);
}

TEST_CASE("keys are counted in the whole document") {
  CHECK(refusal("a: b\nc:\n  d: e\n  f: g\n", {.keys = 3}).code == "yaml.too_many_keys");
  CHECK(yaml::read("a: b\nc:\n  d: e\n", "f", 1, {.keys = 3}));
}

TEST_CASE("values are counted in the whole document, and the one past the limit is named") {
  const Error error = refusal("a: [b]\nc:\n  d: {}\n", {.values = 4});
  CHECK(error.code == "yaml.too_many_values");
  CHECK(error.subject == "f:3:6");
  CHECK(yaml::read("a: [b]\nc:\n  d: {}\n", "f", 1, {.values = 5}));
  CHECK(refusal("a: [~,,]\n", {.values = 2}).code == "yaml.too_many_values");
}

TEST_CASE("a text past the limit is refused unread") {
  CHECK(refusal("a: bc", {.bytes = 4}).code == "yaml.too_large");
  CHECK(yaml::read("a: b", "f", 1, {.bytes = 4}));
}
