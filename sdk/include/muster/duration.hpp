// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_DURATION_HPP
#define MUSTER_DURATION_HPP

#include <cstdint>

namespace muster {

/// A length of time, made of any duration of <chrono>, which takes long to include.
class Duration {
 public:
  constexpr Duration() noexcept = default;  ///< none
  template <class Chrono>
  requires requires(const Chrono& duration) {
    duration.count();
    Chrono::period::num;
  }
  constexpr Duration(const Chrono& duration) noexcept
      : nanoseconds_(static_cast<std::int64_t>(
            duration.count() * (kSecond / Chrono::period::den * Chrono::period::num))) {}

  [[nodiscard]] constexpr std::int64_t nanoseconds() const noexcept { return nanoseconds_; }
  [[nodiscard]] constexpr std::int64_t milliseconds() const noexcept {
    return nanoseconds_ / 1'000'000;
  }

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;
  std::int64_t nanoseconds_ = 0;
};

}  // namespace muster

#endif
