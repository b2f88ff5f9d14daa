// SPDX-License-Identifier: Apache-2.0
#include <muster/host.h>

namespace muster {

std::string_view name_of(WatchMode mode) noexcept {
  switch (mode) {
    case WatchMode::off:
      return "off";
    case WatchMode::inotify:
      return "inotify";
    case WatchMode::polling:
      return "polling";
  }
  return "";
}

std::string_view name_of(Health health) noexcept {
  switch (health) {
    case Health::starting:
      return "starting";
    case Health::ok:
      return "ok";
    case Health::degraded:
      return "degraded";
    case Health::stopping:
      return "stopping";
  }
  return "";
}

std::string_view name_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "";
}

std::string_view name_of(Permissions permissions) noexcept {
  switch (permissions) {
    case Permissions::strict:
      return "strict";
    case Permissions::user:
      return "user";
    case Permissions::off:
      return "off";
  }
  return "";
}

}  // namespace muster
