// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern.h"

#include <re2/re2.h>

#include <utility>

namespace muster::schema {
namespace {

constexpr std::int64_t kMemoryMax = std::int64_t{2} << 20;  // for a program, and its states
constexpr std::size_t kSmall = 256;                         // instructions
constexpr std::size_t kInstructionsPerStep = 32;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

// How many instructions may run for each byte where RE2 cannot keep its states. Large alphabets
// make a program long, but one letter of them runs; so they count as they would in Latin-1.
std::size_t weight_of(const re2::RE2& expression) {
  const auto size = static_cast<std::size_t>(expression.ProgramSize());
  if (size <= kSmall) return size;
  re2::RE2::Options options = expression.options();
  options.set_encoding(re2::RE2::Options::EncodingLatin1);
  const re2::RE2 in_latin_1(expression.pattern(), options);
  return in_latin_1.ok() ? static_cast<std::size_t>(in_latin_1.ProgramSize()) : size;
}

}  // namespace

tl::expected<Pattern, std::string> Pattern::compile(std::string_view expression) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(kMemoryMax);
  auto compiled = std::make_unique<const re2::RE2>(piece(expression), options);
  if (!compiled->ok()) return tl::unexpected(compiled->error());
  const std::size_t weight = weight_of(*compiled);
  return Pattern(std::move(compiled), weight);
}

Pattern::Pattern() noexcept = default;
Pattern::Pattern(std::unique_ptr<const re2::RE2> expression, std::size_t weight) noexcept
    : expression_(std::move(expression)), weight_(weight) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view text) const {
  return expression_->Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

bool Pattern::matches_whole(std::string_view text) const {
  return expression_->Match(piece(text), 0, text.size(), re2::RE2::ANCHOR_BOTH, nullptr, 0);
}

std::size_t Pattern::size() const noexcept {
  return static_cast<std::size_t>(expression_->ProgramSize());
}

std::size_t Pattern::steps(std::size_t bytes) const noexcept {
  return 1 + bytes * weight_ / kInstructionsPerStep;
}

const std::string& Pattern::text() const noexcept { return expression_->pattern(); }

}  // namespace muster::schema
