// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "skill/skill.h"

using namespace std::string_literals;
using namespace muster;
using skill::Mode;
using skill::Parsed;

namespace {

Parsed parse(const std::string& front_matter, Mode mode = Mode::lenient,
             std::string_view folder = "a") {
  return skill::parse("---\n" + front_matter + "---\nBody.\n", "f", folder, mode);
}

// What lenient mode warns of and strict mode refuses: the same words, and nothing else.
Error objection(const std::string& front_matter, std::string_view folder = "a") {
  CAPTURE(front_matter);
  const Parsed lenient = parse(front_matter, Mode::lenient, folder);
  const Parsed strict = parse(front_matter, Mode::strict, folder);
  CHECK(lenient.descriptor);
  CHECK(lenient.errors.empty());
  CHECK_FALSE(strict.descriptor);
  CHECK(strict.warnings.empty());
  CHECK(strict.errors == lenient.warnings);
  REQUIRE(lenient.warnings.size() == 1);
  return lenient.warnings[0];
}

// What both modes refuse.
Error refusal(const std::string& front_matter) {
  CAPTURE(front_matter);
  const Parsed lenient = parse(front_matter);
  CHECK_FALSE(lenient.descriptor);
  CHECK_FALSE(parse(front_matter, Mode::strict).descriptor);
  REQUIRE(lenient.errors.size() == 1);
  return lenient.errors[0];
}

std::string name_objection(const std::string& name) {
  return objection("name: " + name + "\ndescription: d\n", name).message;
}

}  // namespace

TEST_CASE("a tidy skill passes strict mode without a word") {
  const Parsed parsed = parse(
      "name: a\ndescription: Does.\nlicense: MIT\ncompatibility: any\n"
      "metadata:\n  version: 1.0\nallowed-tools: Read Write\n",
      Mode::strict);
  CHECK(parsed.errors.empty());
  CHECK(parsed.warnings.empty());
  REQUIRE(parsed.descriptor);
  CHECK(parsed.descriptor->name == "a");
  CHECK(parsed.descriptor->description == "Does.");
  CHECK(parsed.descriptor->license == "MIT");
  CHECK(parsed.descriptor->compatibility == "any");
  CHECK(parsed.descriptor->allowed_tools == std::vector<std::string>{"Read", "Write"});
  CHECK(parsed.descriptor->metadata == SkillDescriptor::Fields{{"version", "1.0"}});
  CHECK(parsed.body == "Body.\n");
}

TEST_CASE("every field is kept as its author wrote it, in order, nested ones as JSON") {
  const Parsed parsed = parse(
      "version: 010\nname: a\ndescription: d\nnull-like: ~\n"
      "metadata:\n  on: yes\n  deep: [1.0, \"x\"]\ntags: [a, b]\n");
  REQUIRE(parsed.descriptor);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"version", "010"},
      {"name", "a"},
      {"description", "d"},
      {"null-like", "~"},
      {"metadata", R"({"on":"yes","deep":["1.0","x"]})"},
      {"tags", R"(["a","b"])"}};
  CHECK(parsed.descriptor->fields == expected);
}

TEST_CASE("name and description are required") {
  CHECK(refusal("description: d\n").message == "\"name\" is missing");
  CHECK(refusal("name: a\n").message == "\"description\" is missing");
  CHECK(refusal("name: a\n").subject == "f:1:1");
  CHECK(parse("").errors.size() == 2);
}

TEST_CASE("a required field that is blank or no text is refused at its place") {
  CHECK(refusal("name: a\ndescription:\n").code == "skill.empty_field");
  CHECK(refusal("name:\ndescription: d\n").subject == "f:2:1");  // where it should be
  CHECK(refusal("name: a\ndescription: '  '\n").subject == "f:3:14");
  CHECK(refusal("name: ''\ndescription: d\n").message == "\"name\" is empty");
  CHECK(refusal("name: a\ndescription: [d]\n").message == "\"description\" is a list, not text");
  CHECK(refusal("name: {a: b}\ndescription: d\n").message == "\"name\" is a map, not text");
}

TEST_CASE("blanks around a name or a description are none of it, but are kept as written") {
  const Parsed parsed = parse("name: ' a '\ndescription: >\n  Does\n  it.\n", Mode::strict);
  REQUIRE(parsed.descriptor);
  CHECK(parsed.descriptor->name == "a");
  CHECK(parsed.descriptor->description == "Does it.");
  CHECK(parsed.descriptor->fields ==
        SkillDescriptor::Fields{{"name", " a "}, {"description", "Does it.\n"}});
}

TEST_CASE("front matter that is no map is refused") {
  CHECK(refusal("- name\n- description\n").code == "skill.not_a_map");
  CHECK(refusal("name\n").message == "the front matter is text, not a map");
}

TEST_CASE("unknown fields are warned of, in strict mode refused, where they stand") {
  const Error error = objection("name: a\nversion: 2\ndescription: d\n");
  CHECK(error.code == "skill.unknown_field");
  CHECK(error.subject == "f:3:1");
  CHECK(error.message == "unknown field \"version\"");
  CHECK_FALSE(error.hint.empty());
}

TEST_CASE("a name has lower-case letters, digits and single hyphens inside") {
  CHECK(name_objection("Pdf") == "the name \"Pdf\" has upper-case letters");
  CHECK(name_objection("a_b") ==
        "the name \"a_b\" has characters other than lower-case letters, digits and hyphens");
  CHECK(name_objection("-a") == "the name \"-a\" begins or ends with a hyphen");
  CHECK(name_objection("a-") == "the name \"a-\" begins or ends with a hyphen");
  CHECK(name_objection("a--b") == "the name \"a--b\" has two hyphens in a row");
  CHECK(parse("name: a-1-b\ndescription: d\n", Mode::strict, "a-1-b").descriptor);
}

TEST_CASE("each fault of a name is told in both modes, as the reference validator does") {
  const std::vector<std::string> expected{
      "\"name\" has 75 characters; the limit is 64",
      "the name \"{}\" has upper-case letters",
      "the name \"{}\" has characters other than lower-case letters, digits and hyphens",
      "the name \"{}\" begins or ends with a hyphen",
      "the name \"{}\" has two hyphens in a row",
      "the name \"{}\" is not that of its folder \"b\""};
  const std::string long_name = "-A_--" + std::string(70, 'b');
  const std::string yaml = "name: " + long_name + "\ndescription: d\n";
  const Parsed lenient = parse(yaml, Mode::lenient, "b");
  CHECK(parse(yaml, Mode::strict, "b").errors == lenient.warnings);
  std::vector<std::string> messages;
  for (const Error& warning : lenient.warnings) {
    messages.push_back(warning.message);
    CHECK(warning.subject == "f:2:7");
  }
  REQUIRE(messages.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(messages[i] == fmt::format(fmt::runtime(expected[i]), long_name));
  }
}

TEST_CASE("a name may have the letters of any script, where a script has cases the lower ones") {
  for (const std::string name : {"技能", "мой-навык", "café", "straße", "数据2"}) {
    CAPTURE(name);
    const Parsed strict = parse("name: " + name + "\ndescription: d\n", Mode::strict, name);
    REQUIRE(strict.descriptor);
    CHECK(strict.descriptor->name == name);
  }
  CHECK(name_objection("НАВЫК") == "the name \"НАВЫК\" has upper-case letters");
  CHECK(name_objection("a™b") == "the name \"aTMb\" has upper-case letters");
}

TEST_CASE("a composed letter in a name is that of two parts in its folder, and the reverse") {
  const std::string composed = "caf\u00e9";
  const std::string decomposed = "cafe\u0301";
  for (const auto& [name, folder] :
       {std::pair(composed, decomposed), std::pair(decomposed, composed)}) {
    const Parsed strict = parse("name: " + name + "\ndescription: d\n", Mode::strict, folder);
    REQUIRE(strict.descriptor);
    CHECK(strict.descriptor->name == composed);
    CHECK(strict.descriptor->fields[0].second == name);
  }
}

TEST_CASE("a name with control characters is refused") {
  for (const char* escape : {"\\n", "\\x7f", "\\N"}) {
    CAPTURE(escape);
    CHECK(refusal(fmt::format("name: \"a{}b\"\ndescription: d\n", escape)).code ==
          "skill.name_characters");
  }
}

TEST_CASE("a name has at most 64 characters") {
  const std::string name(64, 'x');
  CHECK(parse("name: " + name + "\ndescription: d\n", Mode::strict, name).descriptor);
  CHECK(name_objection(name + "x") == "\"name\" has 65 characters; the limit is 64");
}

TEST_CASE("a name is that of its folder") {
  const Error error = objection("name: a\ndescription: d\n", "b");
  CHECK(error.code == "skill.name_folder");
  CHECK(error.message == "the name \"a\" is not that of its folder \"b\"");
  CHECK(error.subject == "f:2:7");
}

TEST_CASE("lengths count characters, not bytes") {
  const auto described = [](std::size_t length) {
    std::string text = "name: a\ndescription: ";
    for (std::size_t i = 0; i < length; ++i) text += "ü";
    return text + "\n";
  };
  CHECK(parse(described(1024), Mode::strict).descriptor);
  CHECK(objection(described(1025)).message ==
        "\"description\" has 1025 characters; the limit is 1024");
  const std::string start = "name: a\ndescription: d\ncompatibility: ";
  CHECK(parse(start + std::string(500, 'x') + "\n", Mode::strict).descriptor);
  CHECK(objection(start + std::string(501, 'x') + "\n").code == "skill.too_long");
  CHECK(objection(start + "''\n").code == "skill.empty_field");
}

TEST_CASE("optional fields have their types") {
  const std::string start = "name: a\ndescription: d\n";
  CHECK(objection(start + "allowed-tools: [Read]\n").message ==
        "\"allowed-tools\" is a list, not text");
  CHECK(objection(start + "license: {a: b}\n").code == "skill.field_type");
  CHECK(objection(start + "metadata: text\n").message == "\"metadata\" is text, not a map");
  CHECK(objection(start + "metadata:\n  b: [c]\n").message ==
        "\"b\" below metadata is a list, not text");
  CHECK(objection(start + "metadata:\n  b: [c]\n").subject == "f:5:6");
}

TEST_CASE("a plain value that YAML cannot read is read as if in quotes, and warned of") {
  const Parsed parsed = parse("name: a\ndescription: Use when: it's *it*\nhint: `x`\n");
  REQUIRE(parsed.descriptor);
  CHECK(parsed.descriptor->description == "Use when: it's *it*");
  CHECK(parsed.descriptor->fields[2].second == "`x`");
  REQUIRE(parsed.warnings.size() == 3);
  CHECK(parsed.warnings[0].code == "skill.value_quoted");
  CHECK(parsed.warnings[0].subject == "f:3:14");
  CHECK(parsed.warnings[1].code == "skill.unknown_field");
  CHECK(parsed.warnings[1].subject == "f:4:1");
  CHECK(parsed.warnings[2].subject == "f:4:7");
}

TEST_CASE("a plain value that a comment cuts is told of in both modes, at the comment") {
  for (const Mode mode : {Mode::lenient, Mode::strict}) {
    const Parsed parsed = parse("name: a\ndescription: Uses C #1 thing\nlicense: MIT\n", mode);
    REQUIRE(parsed.descriptor);
    CHECK(parsed.descriptor->description == "Uses C");
    REQUIRE(parsed.warnings.size() == 1);
    CHECK(parsed.warnings[0].code == "skill.comment");
    CHECK(parsed.warnings[0].subject == "f:3:21");
    CHECK(parsed.warnings[0].message == "\"description\" ends here: what follows is a comment");
    CHECK_FALSE(parsed.warnings[0].hint.empty());
  }
}

TEST_CASE("a value that was rescued is cut by no comment, the others may be") {
  const Parsed parsed = parse("name: a\ndescription: Use when: #1 is\nlicense: MIT # so\n");
  REQUIRE(parsed.descriptor);
  CHECK(parsed.descriptor->description == "Use when: #1 is");
  REQUIRE(parsed.warnings.size() == 2);
  CHECK(parsed.warnings[0].code == "skill.value_quoted");
  CHECK(parsed.warnings[1].subject == "f:4:14");
}

TEST_CASE("a required field that is a comment is refused, and the comment told of") {
  const Parsed parsed = parse("name: a\ndescription: #1 tool\n");
  REQUIRE(parsed.errors.size() == 1);
  CHECK(parsed.errors[0].code == "skill.empty_field");
  REQUIRE(parsed.warnings.size() == 1);
  CHECK(parsed.warnings[0].subject == "f:3:14");
}

TEST_CASE("strict mode does not read a value as if in quotes") {
  const Parsed parsed = parse("name: a\ndescription: Use when: it is\n", Mode::strict);
  REQUIRE(parsed.errors.size() == 1);
  CHECK(parsed.errors[0].code == "yaml.syntax");
  CHECK(parsed.errors[0].subject == "f:3:22");
}

TEST_CASE("what quotes cannot mend is told of as it was written") {
  const Parsed parsed = parse("name: a\ndescription: Use when: it is\nname: b\n");
  REQUIRE(parsed.errors.size() == 1);
  CHECK(parsed.errors[0].subject == "f:3:22");
  CHECK(parsed.warnings.empty());
}

TEST_CASE("hostile front matter is refused as YAML") {
  CHECK(refusal("name: a\nname: b\ndescription: d\n").code == "yaml.duplicate_key");
  CHECK(refusal("x: [&a [*a]]\nname: a\ndescription: d\n").code == "yaml.anchor");
  CHECK(refusal("name: a\ndescription: d\nx: " + std::string(33'000, 'x') + "\n").code ==
        "yaml.too_large");
  CHECK(refusal("name: a\ndescription: \"a\0b\"\n"s).code == "yaml.control");
}

TEST_CASE("a file that is not UTF-8 is refused, also in its body") {
  const Parsed parsed =
      skill::parse("---\nname: a\ndescription: d\n---\nx\ngr\xfcn\n", "f", "a", Mode::lenient);
  REQUIRE(parsed.errors.size() == 1);
  CHECK(parsed.errors[0].code == "skill.not_utf8");
  CHECK(parsed.errors[0].subject == "f:6:3");
}

TEST_CASE("diagnostics come in the order of the file") {
  const Parsed parsed = parse("x: 1\nname: B\nlicense: []\n", Mode::strict);
  std::vector<std::string> subjects;
  for (const Error& error : parsed.errors) subjects.push_back(error.subject);
  CHECK(subjects == std::vector<std::string>{"f:1:1", "f:2:1", "f:3:7", "f:3:7", "f:4:10"});
}

TEST_CASE("front matter of more than 8 KiB is not read a second time") {
  const auto described = [](std::size_t length) {
    return parse("name: a\ndescription: Use when: " + std::string(length, 'x') + "\n");
  };
  CHECK(described(8000).descriptor);
  CHECK(described(8192).errors.at(0).code == "yaml.syntax");
}

TEST_CASE("tags are those of a field of that name, there or below metadata") {
  const std::string start = "name: a\ndescription: d\n";
  using Tags = std::vector<std::string>;
  CHECK(parse(start + "tags: [pdf, two words]\n").descriptor->tags == Tags{"pdf", "two words"});
  CHECK(parse(start + "metadata:\n  tags: pdf, forms\n").descriptor->tags == Tags{"pdf", "forms"});
  CHECK(parse(start).descriptor->tags.empty());
}
