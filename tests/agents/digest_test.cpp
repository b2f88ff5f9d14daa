// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "sdk/plugin_under_test.h"

using muster::test::PluginUnderTest;

namespace {

struct Vector {
  std::string_view algorithm;
  std::string_view hex;
};

// Of "abc". SHA-2 and SHA-3: NIST's examples to FIPS 180-4 and 202; BLAKE2b: RFC 7693, appendix A.
constexpr Vector kOfAbc[] = {
    {"sha224", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"},
    {"sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"sha384",
     "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
     "8086072ba1e7cc2358baeca134c825a7"},
    {"sha512",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
     "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {"sha512-256", "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"},
    {"sha3-256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"},
    {"sha3-512",
     "b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
     "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0"},
    {"blake2b512",
     "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
     "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"},
};
constexpr std::string_view kSha256OfNothing =
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

std::string digest(const PluginUnderTest& plugin, std::string_view input) {
  return plugin.answer("digest", input);
}

}  // namespace

TEST_CASE("digest computes the published hash of abc by each algorithm") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  for (const Vector& vector : kOfAbc) {
    CAPTURE(vector.algorithm);
    CHECK(digest(plugin, fmt::format(R"({{"text":"abc","algorithm":"{}"}})", vector.algorithm)) ==
          vector.hex);
    CHECK(digest(plugin, fmt::format(R"({{"base64":"YWJj","algorithm":"{}"}})",
                                     vector.algorithm)) == vector.hex);
  }
}

TEST_CASE("digest takes SHA-256 if no algorithm is named") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  CHECK(digest(plugin, R"({"text":"abc"})") == kOfAbc[1].hex);
}

TEST_CASE("digest hashes what is empty, text or bytes") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  CHECK(digest(plugin, R"({"text":""})") == kSha256OfNothing);
  CHECK(digest(plugin, R"({"base64":""})") == kSha256OfNothing);
}

TEST_CASE("digest decodes padded base64 of every length") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  // RFC 4648, section 10.
  for (const auto& [text, base64] :
       {std::pair{"f", "Zg=="}, std::pair{"fo", "Zm8="}, std::pair{"foo", "Zm9v"},
        std::pair{"foob", "Zm9vYg=="}, std::pair{"fooba", "Zm9vYmE="},
        std::pair{"foobar", "Zm9vYmFy"}, std::pair{">>>???", "Pj4+Pz8/"}}) {
    CHECK(digest(plugin, fmt::format(R"({{"base64":"{}"}})", base64)) ==
          digest(plugin, fmt::format(R"({{"text":"{}"}})", text)));
  }
}

TEST_CASE("digest refuses base64 that is not strict and says where") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  for (const auto& [base64, byte] :
       {std::pair{"YW Jj", 2}, std::pair{"YWJj\\n", 4}, std::pair{"YW-_", 2}, std::pair{"YQ=a", 2},
        std::pair{"====", 0}, std::pair{"Y===", 1}, std::pair{"YR==", 1}, std::pair{"YWJjY===", 5},
        std::pair{"YWJ=YWJj", 3}, std::pair{"YWK=YWJj", 3}, std::pair{"YWK=", 2}}) {
    CHECK(digest(plugin, fmt::format(R"({{"base64":"{}"}})", base64)) ==
          fmt::format("bad_base64: not strict base64 (RFC 4648) at byte {}", byte));
  }
  for (const auto& [base64, byte] : {std::pair{"YQ", 2}, std::pair{"YWJjY", 5}}) {
    CHECK(digest(plugin, fmt::format(R"({{"base64":"{}"}})", base64)) ==
          fmt::format("bad_base64: base64 ends early, at byte {}: its length is no multiple of 4",
                      byte));
  }
}

TEST_CASE("digest names the algorithms it knows when asked for another") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  for (const auto* const name : {"md5", "SHA256", "sha2566", "sha", ""}) {
    CHECK(digest(plugin, fmt::format(R"({{"text":"abc","algorithm":"{}"}})", name)) ==
          "unknown_algorithm: known algorithms: sha224, sha256, sha384, sha512, sha512-256, "
          "sha3-256, sha3-512, blake2b512");
  }
}

TEST_CASE("digest wants exactly one of text and base64") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  CHECK(digest(plugin, R"({"text":"","base64":""})") ==
        "both_given: give either \"text\" or \"base64\"");
  CHECK(digest(plugin, "{}") == "nothing_given: give \"text\" or \"base64\"");
}

TEST_CASE("digest refuses what is no string and what is no object") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  CHECK(digest(plugin, R"({"text":1})") == "wrong_type: \"text\" has to be a string");
  CHECK(digest(plugin, R"({"base64":null})") == "wrong_type: \"base64\" has to be a string");
  CHECK(digest(plugin, R"({"text":"","algorithm":[]})") ==
        "wrong_type: \"algorithm\" has to be a string");
  CHECK(digest(plugin, "[]") == "wrong_type: the input has to be a JSON object");
  CHECK(digest(plugin, "{") == "wrong_type: the input has to be a JSON object");
}

TEST_CASE("digest writes a digest as base64 when asked to") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  // With no, one and two characters of padding.
  for (const auto& [algorithm, base64] :
       {std::pair{"sha384", "ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"},
        std::pair{"sha256", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="},
        std::pair{"sha512",
                  "3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj"
                  "/uu9RU1EI2Q86A4qmslPpUyknw=="}}) {
    CHECK(digest(plugin, fmt::format(R"({{"text":"abc","algorithm":"{}","output":"base64"}})",
                                     algorithm)) == base64);
  }
  CHECK(digest(plugin, R"({"text":"abc","output":"HEX"})") ==
        "unknown_output: known outputs: hex, base64");
}

TEST_CASE("digest answers with the digest that it was to verify") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  CHECK(digest(plugin, fmt::format(R"({{"text":"abc","verify":"{}"}})", kOfAbc[1].hex)) ==
        kOfAbc[1].hex);
  CHECK(digest(plugin, R"({"base64":"YWJj","verify":)"
                       R"("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"})") ==
        kOfAbc[1].hex);
  CHECK(
      digest(
          plugin,
          R"({"text":"abc","output":"base64","verify":"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="})") ==
      "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

TEST_CASE("digest tells a digest that differs in one place") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  for (const std::size_t place : {std::size_t{0}, std::size_t{31}, std::size_t{63}}) {
    std::string other(kOfAbc[1].hex);
    other[place] = other[place] == '0' ? '1' : '0';
    CHECK(digest(plugin, fmt::format(R"({{"text":"abc","verify":"{}"}})", other)) ==
          "mismatch: the digest is not the expected one");
  }
}

TEST_CASE("digest says what is wrong with a digest that it cannot read") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  const auto verify = [&](std::string_view expected, std::string_view output) {
    return digest(plugin,
                  fmt::format(R"({{"text":"abc","verify":"{}","output":"{}"}})", expected, output));
  };
  CHECK(verify("", "hex") == "bad_digest: the digest to verify has to have 64 characters, not 0");
  CHECK(verify(std::string(63, 'a'), "hex") ==
        "bad_digest: the digest to verify has to have 64 characters, not 63");
  CHECK(verify(std::string(40, 'a') + std::string(24, 'g'), "hex") ==
        "bad_digest: the digest to verify is not hex at byte 40");
  CHECK(verify(kOfAbc[1].hex, "base64") ==
        "bad_digest: the digest to verify has to have 44 characters, not 64");
  CHECK(verify(std::string(43, '-') + "=", "base64") ==
        "bad_digest: the digest to verify is not strict base64 (RFC 4648) at byte 0");
  // 33 bytes, one more than the digest has.
  CHECK(verify(std::string(44, 'A'), "base64") == "mismatch: the digest is not the expected one");
}

TEST_CASE("digest may run on many threads, changes nothing, and may be repeated") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/digest.so");
  const auto& descriptor = plugin.agent("digest").descriptor;
  CHECK(descriptor.concurrent);
  CHECK(descriptor.read_only);
  CHECK(descriptor.idempotent);
}
