// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.h"

#include <doctest/doctest.h>

using muster::sha256;
using muster::Sha256Stream;

TEST_CASE("the digests of FIPS 180-4's examples come out") {
  CHECK(sha256("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256("").hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("a text hashed in pieces has the digest of the whole") {
  const std::string_view text = "pieces of any size, an empty one too";
  Sha256Stream stream;
  stream.add(std::as_bytes(std::span(text.substr(0, 7))));
  stream.add({});
  stream.add(std::as_bytes(std::span(text.substr(7))));
  CHECK(stream.finish() == sha256(text));
}

TEST_CASE("a digest is read back from its digits") {
  CHECK(muster::Sha256::from_hex(sha256("abc").hex()) == sha256("abc"));
}

TEST_CASE("what hex does not write is no digest") {
  const std::string digits = sha256("abc").hex();
  std::string large = digits;
  large[1] = 'A';
  for (const std::string& text : {std::string(), digits.substr(1), digits + "0", large}) {
    CHECK_FALSE(muster::Sha256::from_hex(text));
  }
}
