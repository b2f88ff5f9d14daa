// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <link.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/probe.h"

namespace muster::plugin {
namespace {

namespace fs = std::filesystem;

bool is_program(const std::string& path) {
  std::error_code failure;
  return fs::is_regular_file(path, failure) && ::access(path.c_str(), X_OK) == 0;
}

// The file that this code lies in: a program, or libmuster. Empty: nobody knows.
fs::path own_file() {
  static const char here = 0;
  Dl_info info{};
  link_map* home = nullptr;
  if (::dladdr1(&here, &info, reinterpret_cast<void**>(&home), RTLD_DL_LINKMAP) == 0) return {};
  // The linker knows the program itself by no name.
  const fs::path name = *home->l_name == '\0' ? "/proc/self/exe" : home->l_name;
  std::error_code failure;
  return fs::canonical(name, failure);
}

// A program lies in bin, libmuster in lib or lib/TRIPLET.
std::vector<std::string> usual_places() {
  const fs::path folder = own_file().parent_path();
  if (folder.empty()) return {};
  constexpr auto kPlace = "libexec/muster/muster-probe";
  return {(folder / ".." / kPlace).lexically_normal(),
          (folder / "../.." / kPlace).lexically_normal()};
}

std::vector<std::string> places(const std::string& chosen) {
  if (!chosen.empty()) return {chosen};
  const char* const named = std::getenv("MUSTER_PROBE");
  if (named != nullptr && *named != '\0') return {named};
  return usual_places();
}

}  // namespace

Result<std::string> find_probe(const std::string& chosen) {
  const std::vector<std::string> looked_at = places(chosen);
  for (const std::string& place : looked_at) {
    if (is_program(place)) return place;
  }
  return tl::unexpected(
      error(codes::probe_unavailable, "muster-probe",
            fmt::format("there is no such program at {}",
                        escaped(fmt::to_string(fmt::join(looked_at, " or at "))))));
}

}  // namespace muster::plugin
