// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <muster/testing.hpp>
#include "base/text.h"

namespace muster::testing {
namespace {

std::ostream& fail(std::uint64_t& failed, const char* file, int line) {
  ++failed;
  return std::cerr << file << ':' << line << ": ";
}

}  // namespace

void Checks::equal(std::string_view found, std::string_view expected, const char* file, int line) {
  if (found == expected) return;
  fail(failed_, file, line) << "expected \"" << escaped(expected) << "\", found \""
                            << escaped(found) << "\"\n";
}

void Checks::is_true(bool holds, std::string_view what, const char* file, int line) {
  if (!holds) fail(failed_, file, line) << what << '\n';
}

}  // namespace muster::testing
