// SPDX-License-Identifier: Apache-2.0
#include "serve/environment.h"

#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <string_view>

namespace muster::serve {
namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string absolute_variable(const char* name) {
  std::string value = variable(name);
  return value.starts_with('/') ? value : std::string();
}

// A folder of the XDG Base Directory Specification, by its variable or below the home folder.
std::string base_folder(const char* name, std::string_view below_home) {
  if (std::string given = absolute_variable(name); !given.empty()) return given;
  std::string home = absolute_variable("HOME");
  return home.empty() ? home : home.append(below_home);
}

std::string program_folder() {
  std::array<char, PATH_MAX> path;
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) return {};
  const std::string program(path.data(), static_cast<std::size_t>(length));
  return program.substr(0, program.rfind('/'));
}

}  // namespace

Environment environment() {
  return {
      .muster_socket = variable("MUSTER_SOCKET"),
      .xdg_runtime_dir = absolute_variable("XDG_RUNTIME_DIR"),
      .xdg_data_home = base_folder("XDG_DATA_HOME", "/.local/share"),
      .xdg_state_home = base_folder("XDG_STATE_HOME", "/.local/state"),
      .program_folder = program_folder(),
      .run_muster_is_writable = ::access("/run/muster", W_OK) == 0,
      .var_muster_is_writable = ::access("/var/lib/muster", W_OK) == 0,
      .user = ::getuid(),
  };
}

}  // namespace muster::serve
