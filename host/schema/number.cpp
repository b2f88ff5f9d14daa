// SPDX-License-Identifier: Apache-2.0
#include "schema/number.h"

#include <array>
#include <charconv>
#include <cmath>

namespace muster::schema {
namespace {

__extension__ using Wide = unsigned __int128;

std::uint64_t multiply(std::uint64_t a, std::uint64_t b, std::uint64_t modulus) noexcept {
  return static_cast<std::uint64_t>(Wide{a} * b % modulus);
}

// 10^exponent, by squaring.
std::uint64_t power_of_ten(int exponent, std::uint64_t modulus) noexcept {
  std::uint64_t power = 1 % modulus;
  for (std::uint64_t square = 10 % modulus; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) power = multiply(power, square, modulus);
    square = multiply(square, square, modulus);
  }
  return power;
}

Decimal decimal_of(double number) noexcept {
  std::array<char, 32> buffer;  // d.ddde-308
  const char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                        std::fabs(number), std::chars_format::scientific)
                              .ptr;
  Decimal decimal;
  const char* at = buffer.data();
  for (bool fraction = false; *at != 'e'; ++at) {
    if (*at == '.') {
      fraction = true;
      continue;
    }
    decimal.digits = 10 * decimal.digits + static_cast<std::uint64_t>(*at - '0');
    if (fraction) --decimal.exponent;
  }
  at += at[1] == '+' ? 2 : 1;  // from_chars takes no plus sign
  int exponent = 0;
  std::from_chars(at, end, exponent);
  decimal.exponent += exponent;
  return decimal;
}

}  // namespace

Number number_of(const json::Value& value) noexcept {
  if (const auto* const number = value.if_int64()) return static_cast<Number>(*number);
  if (const auto* const number = value.if_uint64()) return static_cast<Number>(*number);
  return value.get_double();
}

Decimal decimal_of(const json::Value& value) noexcept {
  if (const auto* const number = value.if_int64()) {
    const auto bits = static_cast<std::uint64_t>(*number);
    return {*number < 0 ? 0 - bits : bits, 0};
  }
  if (const auto* const number = value.if_uint64()) return {*number, 0};
  return decimal_of(value.get_double());
}

bool is_multiple(Decimal number, Decimal divisor) noexcept {
  const int shift = number.exponent - divisor.exponent;
  if (shift >= 0) {
    const std::uint64_t modulus = divisor.digits;
    return multiply(number.digits % modulus, power_of_ten(shift, modulus), modulus) == 0;
  }
  std::uint64_t scaled = divisor.digits;
  for (int i = shift; i < 0; ++i) {
    if (scaled > std::numeric_limits<std::uint64_t>::max() / 10) return number.digits == 0;
    scaled *= 10;
  }
  return number.digits % scaled == 0;
}

}  // namespace muster::schema
