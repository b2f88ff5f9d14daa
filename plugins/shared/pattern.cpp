// SPDX-License-Identifier: Apache-2.0
#include "shared/pattern.h"

#include <time.h>

#include <muster/failure.hpp>
#include <string>
#include <utility>

#include "shared/utf8.h"

namespace shared {
namespace {

constexpr std::int64_t kMemoryMax = std::int64_t{4} << 20;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// How many instructions may run for each byte where RE2 cannot keep its states. A class of many
// letters makes a program long, but one letter of it runs: so it counts as it would in Latin-1.
std::size_t weight_of(const re2::RE2& pattern) {
  re2::RE2::Options options = pattern.options();
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  const re2::RE2 in_latin_1(pattern.pattern(), options);
  return static_cast<std::size_t>((in_latin_1.ok() ? in_latin_1 : pattern).ProgramSize());
}

}  // namespace

void check_effort(const re2::RE2& pattern, std::size_t bytes) {
  // Of instructions times bytes; one takes up to 8 ns.
  constexpr std::size_t kEffortMax = std::size_t{1} << 30;
  const auto instructions = static_cast<std::size_t>(pattern.ProgramSize());
  if (bytes <= kEffortMax / instructions || bytes <= kEffortMax / weight_of(pattern)) return;
  throw muster::Failure("pattern_too_large",
                        "a match of this pattern could take too long in a text of " +
                            std::to_string(bytes) + " bytes: make either smaller");
}

std::unique_ptr<const re2::RE2> compile_pattern(std::string_view expression) {
  if (expression.size() > kPatternBytesMax) {
    throw muster::Failure("pattern_too_large",
                          "a pattern may have " + std::to_string(kPatternBytesMax) +
                              " bytes, this one has " + std::to_string(expression.size()));
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMemoryMax);
  auto compiled = std::make_unique<const re2::RE2>(piece(expression), options);
  if (compiled->ok()) return compiled;
  const bool is_large = compiled->error_code() == re2::RE2::ErrorPatternTooLarge ||
                        compiled->error_code() == re2::RE2::ErrorRepeatSize;
  throw muster::Failure(is_large ? "pattern_too_large" : "bad_pattern",
                        "RE2 does not take the pattern: " + compiled->error());
}

std::chrono::nanoseconds cpu_time() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

Matches::Matches(const re2::RE2& pattern, std::string_view text, Spent spent)
    : pattern_(pattern),
      text_(text.data() == nullptr ? std::string_view("") : text),  // or no group would have data()
      spent_(std::move(spent)),
      began_(spent_()),
      pieces_(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) + 1),
      groups_(pieces_.size()) {
  check_effort(pattern, text.size());
}

bool Matches::next() {
  while (find()) {
    const bool follows_at_once = !is_first_ && match().empty() && start() == from_;
    if (!follows_at_once) {
      from_ = end();
      is_first_ = false;
      return true;
    }
    if (from_ == text_.size()) break;
    from_ += utf8::length_at(text_, from_);
    is_first_ = true;  // nothing ends here
  }
  return false;
}

void Matches::check_time() {
  // To look at the clock costs as much as to match a little.
  constexpr std::size_t kUncheckedMax = std::size_t{16} << 20;
  unchecked_ += text_.size() - from_;
  if (unchecked_ < kUncheckedMax) return;
  unchecked_ = 0;
  if (spent_() - began_ < kMatchesMax) return;
  throw muster::Failure("pattern_too_slow",
                        "the matches of this pattern took too long, up to byte " +
                            std::to_string(from_) +
                            " of the text: for each it may read on far behind its end");
}

bool Matches::find() {
  check_time();
  if (!pattern_.Match(piece(text_), from_, text_.size(), re2::RE2::UNANCHORED, pieces_.data(),
                      static_cast<int>(pieces_.size()))) {
    return false;
  }
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    groups_[i] = {pieces_[i].data(), pieces_[i].size()};
  }
  return true;
}

}  // namespace shared
