// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_SHA256_H
#define MUSTER_BASE_SHA256_H

#include <array>
#include <compare>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace muster {

/// A SHA-256 digest (FIPS 180-4): the identity of content.
struct Sha256 {
  std::array<std::byte, 32> bytes{};

  [[nodiscard]] std::string hex() const;  ///< 64 lower-case digits
  /// What hex() writes, and nothing else.
  [[nodiscard]] static std::optional<Sha256> from_hex(std::string_view digits) noexcept;
  friend auto operator<=>(const Sha256&, const Sha256&) = default;
};

/// Hashes piece by piece, by OpenSSL's libcrypto.
///
/// Threads: one at a time.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;

  void add(std::span<const std::byte> piece);
  /// Once, at the end.
  [[nodiscard]] Sha256 finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

[[nodiscard]] Sha256 sha256(std::string_view text);

}  // namespace muster

#endif
