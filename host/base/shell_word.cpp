// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.h"

#include "base/text.h"

namespace muster {

std::string shell_word(std::string_view path) {
  std::string word = "'";
  for (const char c : escaped(path)) {
    if (c == '\'') {
      word += R"('\'')";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace muster
