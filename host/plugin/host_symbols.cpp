// SPDX-License-Identifier: Apache-2.0
#include "plugin/host_symbols.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

// One of each is enough for a process, whatever brought it in.
constexpr std::array<std::string_view, 14> kSharedRuntimes{
    "libc.",  "libm.",    "libmvec.", "libstdc++.", "libgcc_s.", "libpthread.", "libdl.",
    "librt.", "ld-linux", "libasan.", "libubsan.",  "liblsan.",  "libtsan.",    "libclang_rt.",
};

// The file name of the library that defines a symbol in this process's global scope; empty: none.
std::string home_of(const std::string& symbol) {
  // A program holds copies of what it uses of a library's variables (std::cout), which say nothing
  // of where they come from: so first behind the program, then everywhere.
  void* address = ::dlsym(RTLD_NEXT, symbol.c_str());
  if (address == nullptr) address = ::dlsym(RTLD_DEFAULT, symbol.c_str());
  Dl_info found{};
  if (address == nullptr || ::dladdr(address, &found) == 0 || found.dli_fname == nullptr) return {};
  const std::string_view path = found.dli_fname;
  return std::string(path.substr(path.rfind('/') + 1));
}

bool is_harmless(const std::string& home, const Inspection& inspection) {
  return std::ranges::any_of(kSharedRuntimes,
                             [&](std::string_view name) { return home.starts_with(name); }) ||
         std::ranges::find(inspection.needed, home) != inspection.needed.end();
}

}  // namespace

std::vector<HostSymbol> host_symbols(const Inspection& inspection) {
  std::vector<HostSymbol> symbols;
  for (const std::string& name : inspection.preemptible.names) {
    std::string home = home_of(name);
    if (home.empty() || is_harmless(home, inspection)) continue;
    symbols.push_back({name, std::move(home)});
  }
  std::ranges::stable_sort(symbols, {}, &HostSymbol::library);
  return symbols;
}

std::optional<Error> warning_of(const std::vector<HostSymbol>& symbols, std::string_view subject) {
  if (symbols.empty()) return std::nullopt;
  std::string text;
  for (auto first = symbols.begin(); first != symbols.end();) {
    const auto end = std::find_if(first, symbols.end(), [&](const HostSymbol& symbol) {
      return symbol.library != first->library;
    });
    SymbolNames names;
    for (auto symbol = first; symbol != end; ++symbol) names.add(symbol->name);
    text += fmt::format("{}{} of {}", text.empty() ? "" : "; ", to_text(names),
                        escaped(first->library));
    first = end;
  }
  return error(codes::elf_host_symbols, std::string(subject),
               "would use the host's definitions instead of its own: " + text);
}

}  // namespace muster::plugin
