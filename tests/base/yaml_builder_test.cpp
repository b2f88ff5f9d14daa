// SPDX-License-Identifier: Apache-2.0
// What a text that is made to exhaust costs before it is refused: counted in events and in bytes
// that the parser was given.
#include "base/yaml_builder.h"

#include <doctest/doctest.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstddef>
#include <istream>
#include <streambuf>
#include <string>
#include <string_view>

#include "base/yaml.h"

namespace muster::yaml {
namespace {

/// Passes events on, and counts them.
class Counting final : public YAML::EventHandler {
 public:
  explicit Counting(Builder& builder) : builder_(builder) {}

  [[nodiscard]] std::size_t events() const { return events_; }

  void OnDocumentStart(const YAML::Mark& mark) override { count().OnDocumentStart(mark); }
  void OnDocumentEnd() override { count().OnDocumentEnd(); }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    count().OnNull(mark, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    count().OnAlias(mark, anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    count().OnScalar(mark, tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    count().OnSequenceStart(mark, tag, anchor, style);
  }
  void OnSequenceEnd() override { count().OnSequenceEnd(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    count().OnMapStart(mark, tag, anchor, style);
  }
  void OnMapEnd() override { count().OnMapEnd(); }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override {
    count().OnAnchor(mark, name);
  }

 private:
  Builder& count() {
    ++events_;
    return builder_;
  }

  Builder& builder_;
  std::size_t events_ = 0;
};

/// Gives a text out in small pieces, and counts them.
class Pieces final : public std::streambuf {
 public:
  explicit Pieces(std::string text) : text_(std::move(text)) {}

  [[nodiscard]] std::size_t given() const { return given_; }

 private:
  int_type underflow() override {
    if (given_ == text_.size()) return traits_type::eof();
    constexpr std::size_t kPiece = 64;
    const std::size_t size = std::min(kPiece, text_.size() - given_);
    char* const begin = text_.data() + given_;
    setg(begin, begin, begin + size);
    given_ += size;
    return traits_type::to_int_type(*begin);
  }

  std::string text_;
  std::size_t given_ = 0;
};

struct Work {
  std::string code;  // of the refusal
  std::size_t events = 0;
  std::size_t bytes = 0;
};

Work work_of(const std::string& text) {
  Builder builder(text, {});
  Counting counting(builder);
  Pieces pieces(text);
  std::istream stream(&pieces);
  Work work;
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(counting)) {
    }
  } catch (const Builder::Refusal& refusal) {
    work.code = refusal.code->code;
  }
  work.events = counting.events();
  work.bytes = pieces.given();
  return work;
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

// What yaml-cpp reads ahead of what it understands.
constexpr std::size_t kAhead = 3 * 2048;

TEST_SUITE_BEGIN("base");

TEST_CASE("an anchor ends the reading, so that no alias is ever walked") {
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char key = 'b'; key <= 'j'; ++key) {
    const std::string alias = std::string("*") + static_cast<char>(key - 1);
    bomb += std::string(1, key) + ": &" + key + " [" + repeated(alias + ", ", 8) + alias + "]\n";
  }
  bomb += repeated("z: and so on\n", 2'000);
  for (const std::string& text : {bomb, "&a [*a]\n" + repeated("z: and so on\n", 2'000)}) {
    const Work work = work_of(text);
    CHECK(work.code == "yaml.anchor");
    CHECK(work.events <= 5);
    CHECK(work.bytes <= kAhead);
  }
}

TEST_CASE("of forty thousand keys the first 257 are read") {
  std::string text;
  for (int i = 0; i < 40'000; ++i) text += "k" + std::to_string(i) + ": v\n";
  const Work work = work_of(text);
  CHECK(work.code == "yaml.too_many_keys");
  CHECK(work.events <= 2 + 2 * 257);
  CHECK(work.bytes <= 257 * 8 + kAhead);
}

TEST_CASE("of ten thousand values the first 4,097 are read") {
  const Work work = work_of("x:\n" + repeated("- y\n", 10'000));
  CHECK(work.code == "yaml.too_many_values");
  CHECK(work.events <= 4 + 4'097);
  CHECK(work.bytes <= 4'097 * 4 + kAhead);
}

TEST_CASE("of 490 levels the first nine are entered") {
  for (const std::string& text :
       {repeated("- ", 490) + "a", repeated("[", 490) + repeated("]", 490),
        repeated("{a: ", 490) + "b" + repeated("}", 490), repeated("? ", 490) + "a"}) {
    const Work work = work_of(text + "\n" + repeated("z: and so on\n", 2'000));
    CAPTURE(text.substr(0, 8));
    CHECK((work.code == "yaml.too_deep" || work.code == "yaml.key"));
    CHECK(work.events <= 2 + 2 * 9);
    CHECK(work.bytes <= text.size() + kAhead);
  }
}

TEST_CASE("a text that is too long is refused before anything in it is looked at") {
  const std::string text = repeated("k: &a [*a]\n", 3'000) + "\xff\x01%";
  REQUIRE(text.size() > Limits{}.bytes);
  const auto read = yaml::read(text, "x");
  REQUIRE_FALSE(read);
  CHECK(read.error().code == "yaml.too_large");
  CHECK(read.error().subject == "x:1:1");
  // What is looked at first in any other text stands in it as well.
  CHECK(yaml::read("\xff", "x").error().code == "yaml.not_utf8");
  CHECK(yaml::read("\x01", "x").error().code == "yaml.control");
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::yaml
