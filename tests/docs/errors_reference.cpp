// SPDX-License-Identifier: Apache-2.0
// Prints docs/errors.md from the tables of the modules.
#include <algorithm>
#include <iostream>
#include <span>
#include <vector>

#include "docs/code_tables.h"

namespace {

void print(std::string_view title, std::span<const muster::Code> table) {
  std::vector<muster::Code> codes(table.begin(), table.end());
  std::ranges::sort(codes, {}, &muster::Code::code);
  std::cout << "\n## " << title << "\n\n| code | kind | cause | what to do |\n|---|---|---|---|\n";
  for (const auto& code : codes) {
    std::cout << "| `" << code.code << "` | " << muster::name_of(code.kind) << " | " << code.cause
              << " | " << code.fix << " |\n";
  }
}

}  // namespace

int main() {
  std::cout << "# Errors\n\n"
               "Made by `build/release/bin/errors_reference > docs/errors.md` from the tables in "
               "`host/*/codes.h`; a test compares.\nThe code is stable and for scripts, the kind "
               "decides the exit status. A message may name a better fix than the one here.\n";
  for (const auto& table : muster::test::code_tables) print(table.title, table.codes);
}
