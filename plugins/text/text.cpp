// SPDX-License-Identifier: Apache-2.0
// The agents text.search, text.replace, text.count and text.split.
#include <muster/agent.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "shared/pattern.h"
#include "text/count.h"
#include "text/replace.h"
#include "text/search.h"
#include "text/split.h"

namespace {

using muster::JsonWriter;

constexpr std::size_t kTextBytesMax = std::size_t{4} << 20;
constexpr std::int64_t kLimitMax = 10'000;

auto text_field() { return muster::text("text", "the text, at most 4 MiB"); }

auto pattern_field() {
  return muster::text("pattern",
                      "a regular expression in RE2's syntax; (?i) at its start ignores "
                      "case, (?m) lets ^ and $ match at lines");
}

auto truncated_field() { return muster::boolean("truncated", "there was more than the limit"); }

auto range_field(std::string name, std::string_view description) {
  return muster::object(std::move(name), {muster::integer("start"), muster::integer("end")},
                        description);
}

std::string_view text_of(muster::Call& call) {
  const auto text = call.arg<std::string_view>("text");
  if (text.size() > kTextBytesMax) {
    throw muster::Failure("text_too_large", "a text may have " + std::to_string(kTextBytesMax) +
                                                " bytes, this one has " +
                                                std::to_string(text.size()));
  }
  return text;
}

auto pattern_of(muster::Call& call) {
  return shared::compile_pattern(call.arg<std::string_view>("pattern"));
}

std::size_t limit_of(muster::Call& call) { return call.arg<std::size_t>("limit"); }

shared::Cancelled cancellation_of(const muster::Call& call) {
  return [&call] { return call.is_cancelled(); };
}

muster::Value value_of(std::string_view group) {
  return group.data() == nullptr ? muster::Value(nullptr) : muster::Value(group);
}

void write(std::string_view name, const text::Range& range, JsonWriter& out) {
  out.member(name, muster::object({{"start", range.start}, {"end", range.end}}));
}

void write(const text::Match& match, const re2::RE2& pattern, JsonWriter& out) {
  out.begin_object();
  out.member("text", match.groups.front());
  write("bytes", match.bytes, out);
  write("characters", match.characters, out);
  if (match.groups.size() > 1) {
    out.key("groups");
    out.begin_array();
    for (std::size_t i = 1; i < match.groups.size(); ++i) out.value(value_of(match.groups[i]));
    out.end_array();
  }
  if (!pattern.NamedCapturingGroups().empty()) {
    out.key("named");
    out.begin_object();
    for (const auto& [name, index] : pattern.NamedCapturingGroups()) {
      out.member(name, value_of(match.groups[static_cast<std::size_t>(index)]));
    }
    out.end_object();
  }
  out.end_object();
}

}  // namespace

MUSTER_AGENT(
    "text.search",
    "Finds the matches of a regular expression in a text, with positions "
    "and groups.",
    .input =
        {text_field(), pattern_field(),
         muster::integer("limit", "how many matches at most").range(1, kLimitMax).fallback(100)},
    .output = {muster::array(
                   "matches",
                   muster::object({muster::text("text"),
                                   range_field("bytes", "where it stands, end exclusive"),
                                   range_field("characters", "the same, counted in code points"),
                                   muster::array("groups", muster::any(),
                                                 "texts; null: the group took no part")
                                       .optional(),
                                   muster::any("named", "the groups that have names").optional()})),
               truncated_field()},
    .title = "Search a text", .concurrent = true, .idempotent = true, .read_only = true) {
  const auto pattern = pattern_of(call);
  const auto found = text::search(text_of(call), *pattern, limit_of(call), cancellation_of(call));
  const auto write_one = [&pattern](const text::Match& match, JsonWriter& out) {
    write(match, *pattern, out);
  };
  return call.json(
      {{"matches", muster::each(found.matches, write_one)}, {"truncated", found.is_truncated}});
}

MUSTER_AGENT("text.replace", "Replaces the matches of a regular expression in a text.",
             .input = {text_field(), pattern_field(),
                       muster::text("replacement",
                                    "what takes the place of each match; \\0 is the "
                                    "match, \\1 to \\9 are its groups, \\\\ is a "
                                    "backslash"),
                       muster::integer("limit",
                                       "how many to replace, from the start; all if left "
                                       "out")
                           .min(1)
                           .optional()},
             .output = {muster::text("text"), muster::integer("count", "how many were replaced")},
             .title = "Replace in a text", .concurrent = true, .idempotent = true,
             .read_only = true) {
  const auto pattern = pattern_of(call);
  const auto replaced =
      text::replace(text_of(call), *pattern, call.arg<std::string_view>("replacement"),
                    call.arg<std::size_t>("limit", std::string_view::npos), cancellation_of(call));
  return call.json({{"text", replaced.text}, {"count", replaced.count}});
}

MUSTER_AGENT("text.count",
             "Counts the bytes, characters, words and lines of a text, and how often "
             "another text or a regular expression occurs in it.",
             .input = {text_field(),
                       muster::text("of", "a text whose occurrences are counted").optional(),
                       pattern_field().optional()},
             .output = {muster::integer("bytes"), muster::integer("characters", "code points"),
                        muster::integer("words", "what stands between white space"),
                        muster::integer("lines"),
                        muster::integer("occurrences", "without overlap").optional()},
             .title = "Count in a text", .concurrent = true, .idempotent = true,
             .read_only = true) {
  const auto text = text_of(call);
  const auto of = call.arg<std::optional<std::string_view>>("of");
  const auto has_pattern = call.arguments().has("pattern");
  if (of && has_pattern) return call.fail("both_given", "give either \"of\" or \"pattern\"");
  if (of && of->empty()) return call.fail("empty", "\"of\" is empty: it would occur everywhere");
  std::optional<std::size_t> occurrences;
  if (of) occurrences = text::count_occurrences(text, *of);
  if (has_pattern)
    occurrences = text::count_matches(text, *pattern_of(call), cancellation_of(call));
  const auto counts = text::count(text);
  return call.json([&](JsonWriter& out) {
    out.begin_object();
    out.member("bytes", counts.bytes);
    out.member("characters", counts.characters);
    out.member("words", counts.words);
    out.member("lines", counts.lines);
    if (occurrences) out.member("occurrences", *occurrences);
    out.end_object();
  });
}

MUSTER_AGENT("text.split",
             "Splits a text at each occurrence of a separator or of a regular "
             "expression.",
             .input = {text_field(),
                       muster::text("separator", "a text, such as \",\" or a line feed").optional(),
                       pattern_field().optional(),
                       muster::integer("limit", "how many parts at most; the last one is the rest")
                           .range(1, kLimitMax)
                           .fallback(1000)},
             .output = {muster::array("parts", muster::text()), truncated_field()},
             .title = "Split a text", .concurrent = true, .idempotent = true, .read_only = true) {
  const auto text = text_of(call);
  const auto separator = call.arg<std::optional<std::string_view>>("separator");
  const auto has_pattern = call.arguments().has("pattern");
  if (separator.has_value() == has_pattern) {
    return has_pattern ? call.fail("both_given", "give either \"separator\" or \"pattern\"")
                       : call.fail("nothing_given", "give \"separator\" or \"pattern\"");
  }
  if (separator && separator->empty()) return call.fail("empty", "\"separator\" is empty");
  const auto parts =
      separator ? text::split(text, *separator, limit_of(call))
                : text::split(text, *pattern_of(call), limit_of(call), cancellation_of(call));
  return call.json({{"parts", parts.parts}, {"truncated", parts.is_truncated}});
}
