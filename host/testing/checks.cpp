// SPDX-License-Identifier: Apache-2.0
#include <muster/testing.hpp>

#include <iostream>

#include "base/text.h"

namespace muster::testing {
namespace {

std::ostream& fail(std::uint64_t& failed, const std::source_location& where) {
  ++failed;
  return std::cerr << where.file_name() << ':' << where.line() << ": ";
}

}  // namespace

void Checks::equal(std::string_view found, std::string_view expected, std::source_location where) {
  if (found == expected) return;
  fail(failed_, where) << "expected \"" << escaped(expected) << "\", found \"" << escaped(found)
                       << "\"\n";
}

void Checks::is_true(bool holds, std::string_view what, std::source_location where) {
  if (!holds) fail(failed_, where) << what << '\n';
}

}  // namespace muster::testing
