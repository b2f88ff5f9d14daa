// SPDX-License-Identifier: Apache-2.0
#include "schema/pattern.h"

#include <re2/re2.h>

#include <utility>

namespace muster::schema {
namespace {

// Of memory, for the program of an expression and for the states it visits: an expression of 64 KiB
// fits, one that counts to a thousand in a thousand places does not.
constexpr std::int64_t kMemoryMax = std::int64_t{1} << 20;

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

tl::expected<Pattern, std::string> Pattern::compile(std::string_view expression) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(kMemoryMax);
  auto compiled = std::make_unique<const re2::RE2>(piece(expression), options);
  if (!compiled->ok()) return tl::unexpected(compiled->error());
  return Pattern(std::move(compiled));
}

Pattern::Pattern() noexcept = default;
Pattern::Pattern(std::unique_ptr<const re2::RE2> expression) noexcept
    : expression_(std::move(expression)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

bool Pattern::matches(std::string_view text) const {
  return expression_->Match(piece(text), 0, text.size(), re2::RE2::UNANCHORED, nullptr, 0);
}

const std::string& Pattern::text() const noexcept { return expression_->pattern(); }

}  // namespace muster::schema
