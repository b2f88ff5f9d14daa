// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_DURATION_HPP
#define MUSTER_DURATION_HPP

#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

namespace muster {

/// A length of time, made of any duration of <chrono>, which takes long to include. What is beyond
/// 292 years is the longest there is.
class Duration {
 public:
  constexpr Duration() noexcept = default;  ///< none
  template <class Chrono>
  requires requires(const Chrono& duration) {
    duration.count();
    Chrono::period::num;
  }
  constexpr Duration(const Chrono& duration) noexcept
      : nanoseconds_(times(duration.count(), kSecond / Chrono::period::den * Chrono::period::num)) {
    static_assert(Chrono::period::den <= kSecond, "nanoseconds are the finest that it keeps");
  }

  [[nodiscard]] constexpr std::int64_t nanoseconds() const noexcept { return nanoseconds_; }
  /// Rounded up: what is short is not nothing.
  [[nodiscard]] constexpr std::int64_t milliseconds() const noexcept {
    return nanoseconds_ / 1'000'000 + (nanoseconds_ % 1'000'000 > 0 ? 1 : 0);
  }

 private:
  static constexpr std::int64_t kSecond = 1'000'000'000;
  static constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

  template <class Count>
  static constexpr std::int64_t times(Count count, std::int64_t unit) noexcept {
    if constexpr (std::is_floating_point_v<Count>) {
      const Count product = count * static_cast<Count>(unit);
      constexpr auto most = static_cast<Count>(kMost);
      if (product <= -most) return -kMost;
      return product < most ? static_cast<std::int64_t>(product) : kMost;
    } else {
      if (std::cmp_greater(count, kMost / unit)) return kMost;
      if (std::cmp_less(count, -(kMost / unit))) return -kMost;
      return static_cast<std::int64_t>(count) * unit;
    }
  }

  std::int64_t nanoseconds_ = 0;
};

}  // namespace muster

#endif
