// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <openssl/evp.h>

#include <new>

namespace muster {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

// Fetched once: OpenSSL's own look-up costs more than hashing a kilobyte. Never freed: it is needed
// as long as any thread hashes.
const EVP_MD* algorithm() {
  static const EVP_MD* const fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched;
}

// What remains when the algorithm is there is want of memory.
void require(bool done) {
  if (!done) throw std::bad_alloc();
}

}  // namespace

std::string Sha256::hex() const {
  std::string text(2 * bytes.size(), '0');
  auto digit = text.begin();
  for (const std::byte byte : bytes) {
    *digit++ = kDigits[std::to_integer<std::size_t>(byte >> 4)];
    *digit++ = kDigits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

std::optional<Sha256> Sha256::from_hex(std::string_view digits) noexcept {
  Sha256 digest;
  if (digits.size() != 2 * digest.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const std::size_t value = kDigits.find(digits[i]);
    if (value == std::string_view::npos) return std::nullopt;
    digest.bytes[i / 2] = digest.bytes[i / 2] << 4 | static_cast<std::byte>(value);
  }
  return digest;
}

struct Sha256Stream::Context {
  EVP_MD_CTX* evp = EVP_MD_CTX_new();
  ~Context() { EVP_MD_CTX_free(evp); }
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  require(context_->evp != nullptr && EVP_DigestInit_ex(context_->evp, algorithm(), nullptr) == 1);
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(std::span<const std::byte> piece) {
  require(EVP_DigestUpdate(context_->evp, piece.data(), piece.size()) == 1);
}

Sha256 Sha256Stream::finish() {
  Sha256 digest;
  auto* const out = reinterpret_cast<unsigned char*>(digest.bytes.data());
  require(EVP_DigestFinal_ex(context_->evp, out, nullptr) == 1);
  return digest;
}

Sha256 sha256(std::string_view text) {
  Sha256Stream stream;
  stream.add(std::as_bytes(std::span(text)));
  return stream.finish();
}

}  // namespace muster
