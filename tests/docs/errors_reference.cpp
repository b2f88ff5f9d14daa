// SPDX-License-Identifier: Apache-2.0
// Prints docs/errors.md from the tables of the modules.
#include <algorithm>
#include <iostream>
#include <span>
#include <vector>

#include "base/codes.h"
#include "call/codes.h"
#include "catalog/codes.h"
#include "cli/codes.h"
#include "facade/codes.h"
#include "plugin/codes.h"
#include "reload/codes.h"
#include "serve/codes.h"
#include "skill/codes.h"

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
  print("Files, JSON and YAML", muster::codes::all);
  print("Plugins and their agents", muster::plugin::codes::all);
  print("Skills", muster::skill::codes::all);
  print("The catalog", muster::catalog::codes::all);
  print("Calls", muster::call::codes::all);
  print("Reloads", muster::reload::codes::all);
  print("The host", muster::facade::codes::all);
  print("The running host and its socket", muster::serve::codes::all);
  print("The commands", muster::cli::codes::all);
}
