// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "agents/failure.h"
#include "sdk/plugin_under_test.h"
#include "shared/pattern.h"
#include "text/count.h"
#include "text/replace.h"
#include "text/search.h"
#include "text/split.h"

namespace muster::test {
namespace {

using shared::compile_pattern;
using Texts = std::vector<std::string_view>;

const shared::Cancelled kNever = [] { return false; };

Texts matches_of(std::string_view pattern, std::string_view text) {
  const auto compiled = compile_pattern(pattern);
  Texts all;
  for (shared::Matches matches(*compiled, text); matches.next();) all.push_back(matches.match());
  return all;
}

std::string replaced(std::string_view text, std::string_view pattern, std::string_view by,
                     std::size_t limit = 1000) {
  return text::replace(text, *compile_pattern(pattern), by, limit, kNever).text;
}

}  // namespace

TEST_CASE("matches do not overlap, and an empty one does not follow another at once") {
  CHECK(matches_of("aa", "aaaaa") == Texts{"aa", "aa"});
  CHECK(matches_of("a*", "baac") == Texts{"", "aa", ""});
  CHECK(matches_of("", "ab").size() == 3);
  CHECK(matches_of("", "").size() == 1);
  CHECK(matches_of("x", "").empty());
}

TEST_CASE("empty matches stand between characters, never inside of one") {
  const auto found = matches_of("", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x8e\xa7");
  REQUIRE(found.size() == 4);
  CHECK(found[1].data() - found[0].data() == 2);
  CHECK(found[2].data() - found[1].data() == 3);
  CHECK(found[3].data() - found[2].data() == 4);
}

TEST_CASE("what stands before a match counts for ^ and \\b") {
  CHECK(matches_of("^a", "aaa").size() == 1);
  CHECK(matches_of("\\ba", "aa a").size() == 2);
}

TEST_CASE("a pattern that RE2 does not take is refused, and a large one as too large") {
  CHECK(code_of([] { std::ignore = compile_pattern("a("); }) == "bad_pattern");
  CHECK(code_of([] { std::ignore = compile_pattern("(a)\\1"); }) == "bad_pattern");
  CHECK(code_of([] { std::ignore = compile_pattern(std::string(4097, 'a')); }) ==
        "pattern_too_large");
  CHECK(code_of([] { std::ignore = compile_pattern("((a{100}){100}){100}"); }) ==
        "pattern_too_large");
  CHECK(code_of([] { std::ignore = compile_pattern("a{2000}"); }) == "pattern_too_large");
  CHECK(code_of([] { std::ignore = compile_pattern("\\pL{300}"); }) == "pattern_too_large");
}

TEST_CASE("a pattern and a text that could take minutes together are refused") {
  const std::string text(std::size_t{1} << 20, 'a');
  const auto slow = compile_pattern("[ab]*a[ab]{900}c|[ab]*b[ab]{900}d");
  CHECK(code_of([&] { shared::Matches(*slow, text); }) == "pattern_too_large");
  CHECK(code_of([&] { shared::Matches(*slow, text.substr(0, 1000)); }) == "no failure");
  // Many letters make a long program that is not slow.
  CHECK(code_of([&] { shared::Matches(*compile_pattern("\\pL+ \\pN{9}"), text); }) == "no failure");
}

TEST_CASE("a pattern that reads the rest of the text for each match ends at its time") {
  const std::string text(100'000, 'x');
  const auto slow = compile_pattern("(?s)x.*y|x");
  std::chrono::seconds now{7};
  shared::Matches matches(*slow, text, [&now] { return now++; });
  CHECK(code_of([&] {
          while (matches.next()) continue;
        }) == "pattern_too_slow");
  CHECK(now == std::chrono::seconds(7 + 1 + 5));
}

TEST_CASE("a match is placed in bytes and in characters") {
  const auto found = text::search("\xc3\xa4\xc3\xb6 one two", *compile_pattern("o."), 9, kNever);
  REQUIRE(found.matches.size() == 1);
  CHECK(found.matches[0].bytes == text::Range{5, 7});
  CHECK(found.matches[0].characters == text::Range{3, 5});
  CHECK_FALSE(found.is_truncated);
}

TEST_CASE("a group that took no part is told from one that matched nothing") {
  const auto found = text::search("b", *compile_pattern("(a)?(x*)b"), 9, kNever);
  REQUIRE(found.matches.size() == 1);
  CHECK(found.matches[0].groups[1].data() == nullptr);
  CHECK(found.matches[0].groups[2].data() != nullptr);
  CHECK(text::search({}, *compile_pattern("()"), 9, kNever).matches.at(0).groups[1].data() !=
        nullptr);
}

TEST_CASE("a search is truncated only where there is more") {
  const auto pattern = compile_pattern("a");
  CHECK_FALSE(text::search("aaa", *pattern, 3, kNever).is_truncated);
  const auto found = text::search("aaa", *pattern, 2, kNever);
  CHECK(found.matches.size() == 2);
  CHECK(found.is_truncated);
}

TEST_CASE("work on a text ends when nobody waits for it") {
  int asked = 0;
  const shared::Cancelled third_time = [&asked] { return ++asked == 3; };
  const auto pattern = compile_pattern("a");
  CHECK(code_of([&] { std::ignore = text::search("aaaa", *pattern, 9, third_time); }) ==
        "cancelled");
  asked = 0;
  CHECK(code_of([&] { std::ignore = text::replace("aaaa", *pattern, "", 9, third_time); }) ==
        "cancelled");
  asked = 0;
  CHECK(code_of([&] { std::ignore = text::split("aaaa", *pattern, 9, third_time); }) ==
        "cancelled");
  asked = 0;
  CHECK(code_of([&] { std::ignore = text::count_matches("aaaa", *pattern, third_time); }) ==
        "cancelled");
}

TEST_CASE("a replacement takes in the match, its groups and backslashes") {
  CHECK(replaced("one two", "(\\w)(\\w*)", "\\2\\1.") == "neo. wot.");
  CHECK(replaced("ab", "b", "[\\0\\\\]") == "a[b\\]");
  CHECK(replaced("ab", "(x)?b", "<\\1>") == "a<>");
  CHECK(replaced("baac", "a*", "-") == "-b-c-");
  CHECK(replaced("aaa", "a", "b", 2) == "bba");
}

TEST_CASE("a replacement that names no group, or ends in a backslash, is refused") {
  for (const auto* const wrong : {"\\1", "\\x", "a\\"}) {
    CHECK(code_of([&] { std::ignore = replaced("a", "a", wrong); }) == "bad_replacement");
  }
}

TEST_CASE("a replacement may make a text of 4 MiB, and no larger one") {
  // A mebibyte four times is allowed, and a byte more is not.
  const std::string large(std::size_t{1} << 20, 'a');
  CHECK(replaced(large, "a+", "\\0\\0\\0\\0").size() == std::size_t{4} << 20);
  CHECK(code_of([&] { std::ignore = replaced(large, "a+", "\\0\\0\\0\\0b"); }) ==
        "result_too_large");
  CHECK(code_of([&] { std::ignore = replaced(large + "b", "a+", "\\0\\0\\0\\0"); }) ==
        "result_too_large");
}

TEST_CASE("bytes, characters, words and lines are counted") {
  CHECK(text::count("") == text::Counts{0, 0, 0, 0});
  CHECK(text::count("a") == text::Counts{1, 1, 1, 1});
  CHECK(text::count("a b\n") == text::Counts{4, 4, 2, 1});
  CHECK(text::count("\n\nx") == text::Counts{3, 3, 1, 3});
  CHECK(text::count(" \t ") == text::Counts{3, 3, 0, 1});
  // An ideographic space, and a no-break space.
  CHECK(text::count("\xe4\xb8\x80\xe3\x80\x80\xe4\xba\x8c\xc2\xa0z") == text::Counts{12, 5, 3, 1});
}

TEST_CASE("occurrences do not overlap") {
  CHECK(text::count_occurrences("aaaaa", "aa") == 2);
  CHECK(text::count_occurrences("abc", "d") == 0);
  CHECK(text::count_occurrences("", "a") == 0);
}

TEST_CASE("a text is split at a separator, and the last part is the rest") {
  CHECK(text::split("a,b,,c", ",", 9).parts == Texts{"a", "b", "", "c"});
  CHECK(text::split("", ",", 9).parts == Texts{""});
  CHECK(text::split(",", ",", 9).parts == Texts{"", ""});
  const auto some = text::split("a--b--c", "--", 2);
  CHECK(some.parts == Texts{"a", "b--c"});
  CHECK(some.is_truncated);
  CHECK_FALSE(text::split("a--b", "--", 2).is_truncated);
  CHECK(text::split("a--b", "--", 1).parts == Texts{"a--b"});
}

TEST_CASE("a text is split at a pattern, and not where it matches nothing") {
  CHECK(text::split("a, b;c", *compile_pattern("[,;] *"), 9, kNever).parts == Texts{"a", "b", "c"});
  CHECK(text::split("abc", *compile_pattern("b*"), 9, kNever).parts == Texts{"a", "c"});
  CHECK(text::split("a1b2c", *compile_pattern("\\d"), 2, kNever).is_truncated);
}

TEST_CASE("the agents of text may run on many threads, change nothing, and may be repeated") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/text.so");
  for (const auto& slug : plugin.slugs()) {
    const auto& descriptor = plugin.agent(slug).descriptor;
    CHECK(descriptor.concurrent);
    CHECK(descriptor.read_only);
    CHECK(descriptor.idempotent);
  }
  CHECK(plugin.slugs() ==
        std::vector<std::string>{"text.count", "text.replace", "text.search", "text.split"});
}

TEST_CASE("an empty text to count or to split at is refused, and so is a choice of two") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/text.so");
  CHECK(plugin.answer("text.count", R"({"text":"a","of":""})") ==
        "empty: \"of\" is empty: it would occur everywhere");
  CHECK(plugin.answer("text.count", R"({"text":"a","of":"a","pattern":"a"})") ==
        "both_given: give either \"of\" or \"pattern\"");
  CHECK(plugin.answer("text.split", R"({"text":"a","separator":""})") ==
        "empty: \"separator\" is empty");
  CHECK(plugin.answer("text.split", R"({"text":"a","separator":"a","pattern":"a"})") ==
        "both_given: give either \"separator\" or \"pattern\"");
  CHECK(plugin.answer("text.split", R"({"text":"a"})") ==
        "nothing_given: give \"separator\" or \"pattern\"");
}

}  // namespace muster::test
