// SPDX-License-Identifier: Apache-2.0
#include "serve/duration.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "serve/codes.h"

namespace muster::serve {
namespace {

constexpr double kDaySeconds = 86'400;

double seconds_of(std::string_view unit) noexcept {
  if (unit == "ms") return 0.001;
  if (unit == "s") return 1;
  if (unit == "m") return 60;
  return 0;
}

}  // namespace

Result<std::chrono::nanoseconds> parse_duration(std::string_view text, std::string subject) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto [unit, problem] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const double seconds = number * seconds_of({unit, static_cast<std::size_t>(end - unit)});
  if (problem != std::errc{} || !(seconds > 0) || seconds > kDaySeconds) {
    return tl::unexpected(error(codes::http_bad_timeout, std::move(subject),
                                fmt::format("'{}' is no time to wait", escaped(text))));
  }
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(seconds));
}

}  // namespace muster::serve
