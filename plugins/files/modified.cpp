// SPDX-License-Identifier: Apache-2.0
#include "files/modified.h"

#include <chrono>
#include <cstdio>

namespace files {

std::string modified(const struct stat& status) {
  using namespace std::chrono;
  const sys_seconds second{seconds(status.st_mtim.tv_sec)};
  const auto day = floor<days>(second);
  const year_month_day date(day);
  const hh_mm_ss clock(second - day);
  char text[64];
  const int size = std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace files
