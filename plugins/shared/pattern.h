// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SHARED_PATTERN_H
#define MUSTER_SHARED_PATTERN_H

#include <re2/re2.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace shared {

inline constexpr std::size_t kPatternBytesMax = 4096;

/// A caller's regular expression, in RE2's syntax and over UTF-8. Its program and what it keeps
/// while it matches have 4 MiB together. Throws muster::Failure: bad_pattern, pattern_too_large.
[[nodiscard]] std::unique_ptr<const re2::RE2> compile_pattern(std::string_view expression);

/// Throws muster::Failure, pattern_too_large, where one match in a text of so many bytes could take
/// more than some ten seconds: as long as that nobody can cancel it.
void check_effort(const re2::RE2& pattern, std::size_t bytes);

/// The CPU time that a thread has had so far.
using Spent = std::function<std::chrono::nanoseconds()>;
[[nodiscard]] std::chrono::nanoseconds cpu_time();

inline constexpr std::chrono::seconds kMatchesMax{5};

/// The matches of a pattern in a text, one after the other. They do not overlap, and an empty one
/// does not follow the one before it at once.
///
/// Cost: each match may read the rest of the text, so that all of them take time by its square.
/// Lifetime: pattern and text live as long as it.
class Matches {
 public:
  /// Throws what check_effort() throws.
  Matches(const re2::RE2& pattern, std::string_view text, Spent spent = cpu_time);

  /// Goes to the next one; false: there is none. Throws muster::Failure, pattern_too_slow, once the
  /// matches have taken kMatchesMax.
  [[nodiscard]] bool next();

  /// The match and its groups, in order. A group that took no part has no data().
  [[nodiscard]] const std::vector<std::string_view>& groups() const noexcept { return groups_; }
  [[nodiscard]] std::string_view match() const noexcept { return groups_.front(); }
  /// Where the match begins, in bytes.
  [[nodiscard]] std::size_t start() const noexcept {
    return static_cast<std::size_t>(match().data() - text_.data());
  }
  [[nodiscard]] std::size_t end() const noexcept { return start() + match().size(); }

 private:
  bool find();
  void check_time();

  const re2::RE2& pattern_;
  std::string_view text_;
  std::size_t from_ = 0;
  bool is_first_ = true;
  Spent spent_;
  std::chrono::nanoseconds began_;
  std::size_t unchecked_ = 0;  // bytes that may have been read since the clock was
  std::vector<re2::StringPiece> pieces_;
  std::vector<std::string_view> groups_;
};

}  // namespace shared

#endif
