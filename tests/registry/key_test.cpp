// SPDX-License-Identifier: Apache-2.0
#include "registry/key.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace muster::registry {
namespace {

TEST_SUITE_BEGIN("registry");

/// One that begins as every longer one does, for each length.
std::vector<std::string> names() {
  std::vector<std::string> all;
  std::string name;
  for (int length = 0; length <= 100; ++length) {
    all.push_back(name);
    name += static_cast<char>('a' + length % 26);
  }
  return all;
}

TEST_CASE("a name is equal to itself as a key, wherever it lies, and to no other of its bytes") {
  for (const std::string& name : names()) {
    CAPTURE(name);
    const Key key(name);
    CHECK(key == Key(std::string(" " + name).substr(1)));
    CHECK_FALSE(key == Key(name + '\0'));
    for (std::size_t i = 0; i < name.size(); ++i) {
      std::string other = name;
      other[i] = static_cast<char>(other[i] ^ 1);
      CHECK_FALSE(key == Key(other));
    }
  }
}

TEST_CASE("a name of one byte again and again is a key of its own for each length") {
  const std::string longest(100, 'a');
  for (std::size_t one = 0; one <= longest.size(); ++one) {
    for (std::size_t other = 0; other < one; ++other) {
      CHECK_FALSE(Key(std::string_view(longest).substr(0, one)) ==
                  Key(std::string_view(longest).substr(0, other)));
    }
  }
}

TEST_CASE("no name is the key of none") {
  for (const std::string& name : names()) CHECK_FALSE(Key(name) == Key());
  for (const std::string& name : names()) CHECK_FALSE(Key(std::string(name.size(), '\0')) == Key());
}

TEST_CASE("keys of up to 32 bytes are the whole name") {
  CHECK(Key("").is_whole());
  CHECK(Key(std::string(32, 'a')).is_whole());
  CHECK_FALSE(Key(std::string(33, 'a')).is_whole());
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::registry
