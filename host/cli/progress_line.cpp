// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace muster::cli {
namespace {

constexpr std::size_t kMessageBytesMax = 48;
constexpr std::string_view kStartOver = "\r\x1b[K";  // back to the first column, and nothing there

}  // namespace

std::string to_text(const Progress& progress) {
  const std::string amount =
      progress.total > 0
          ? fmt::format("{:.0f} %", std::min(100.0, 100 * progress.done / progress.total))
          : fmt::format("{:g}", progress.done);
  const std::string message = escaped(progress.message);
  const std::string_view shown = utf8_prefix(message, kMessageBytesMax);
  return shown.empty() ? amount : fmt::format("{}: {}", shown, amount);
}

void ProgressLine::show(const Progress& progress) {
  terminal_ << kStartOver << to_text(progress) << std::flush;
  is_shown_ = true;
}

void ProgressLine::clear() {
  if (is_shown_) terminal_ << kStartOver << std::flush;
  is_shown_ = false;
}

}  // namespace muster::cli
