// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_PATTERN_H
#define MUSTER_SCHEMA_PATTERN_H

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace re2 {
class RE2;
}

namespace muster::schema {

/// A regular expression in RE2's syntax, which matches in time linear in the text. Without anchors
/// it may match anywhere.
///
/// Threads: matches() and matches_whole() from any thread.
class Pattern {
 public:
  /// Or why RE2 refuses it: lower case, no full stop.
  [[nodiscard]] static tl::expected<Pattern, std::string> compile(std::string_view expression);

  Pattern() noexcept;  ///< none
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  explicit operator bool() const noexcept { return expression_ != nullptr; }
  [[nodiscard]] bool matches(std::string_view text) const;
  [[nodiscard]] bool matches_whole(std::string_view text) const;  ///< from its begin to its end
  [[nodiscard]] const std::string& text() const noexcept;  ///< of the expression
  [[nodiscard]] std::size_t size() const noexcept;         ///< in instructions of RE2
  /// What matches() may cost for a text of this many bytes, in steps of a check. Mostly it costs
  /// far less, but somebody else writes the text.
  [[nodiscard]] std::size_t steps(std::size_t bytes) const noexcept;

 private:
  Pattern(std::unique_ptr<const re2::RE2> expression, std::size_t weight) noexcept;
  std::unique_ptr<const re2::RE2> expression_;
  std::size_t weight_ = 0;  // instructions that may run for one byte
};

}  // namespace muster::schema

#endif
