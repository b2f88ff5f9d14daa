// SPDX-License-Identifier: Apache-2.0
#include "serve/socket_path.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "serve/codes.h"

namespace muster::serve {
namespace {

bool is_host_name(std::string_view name) noexcept {
  constexpr std::size_t kMaxBytes = 64;
  return !name.empty() && name.size() <= kMaxBytes && name.front() != '.' && name.front() != '-' &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '_' || c == '-';
         });
}

std::string folder(const Environment& environment) {
  if (!environment.xdg_runtime_dir.empty()) return environment.xdg_runtime_dir + "/muster";
  if (environment.run_muster_is_writable) return "/run/muster";
  return fmt::format("/tmp/muster-{}", environment.user);
}

}  // namespace

Result<std::string> socket_path(const std::string& given, std::string_view host_name,
                                const Environment& environment) {
  if (!is_host_name(host_name)) {
    return tl::unexpected(
        error(codes::config_host_name, escaped(host_name), "is no name for a host"));
  }
  std::string path = given;
  // Whoever names a host means that one, and not the one of the environment.
  if (path.empty() && host_name == kDefaultHostName) path = environment.muster_socket;
  if (path.empty()) path = fmt::format("{}/{}.sock", folder(environment), host_name);
  if (path.size() > kMaxSocketPathBytes) {
    return tl::unexpected(error(codes::config_socket_path, escaped(path),
                                fmt::format("the path has {} bytes; a socket's has at most {}",
                                            path.size(), kMaxSocketPathBytes)));
  }
  return path;
}

}  // namespace muster::serve
