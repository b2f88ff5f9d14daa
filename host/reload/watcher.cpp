// SPDX-License-Identifier: Apache-2.0
#include "reload/watcher.h"

#include <fmt/format.h>
#include <sys/inotify.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>
#include <utility>

#include "reload/codes.h"

namespace muster::reload {
namespace {

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE |
                                  IN_DELETE_SELF | IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF |
                                  IN_ONLYDIR;

}  // namespace

Result<Watcher> Watcher::create(catalog::Roots roots) {
  UniqueFd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify) {
    return tl::unexpected(
        error(codes::no_inotify, "inotify",
              fmt::format("it cannot be had: {}", std::generic_category().message(errno))));
  }
  return Watcher(std::move(inotify), std::move(roots));
}

Watcher::Watcher(UniqueFd inotify, catalog::Roots roots)
    : inotify_(std::move(inotify)), roots_(std::move(roots)) {}

Result<void> Watcher::renew() {
  Result<void> result;
  for (const std::string& root : roots_.plugins) {
    watch(root, result);
    for (const std::string& folder : catalog::plugin_folders_in(root)) watch(folder, result);
  }
  for (const std::string& root : roots_.skills) {
    for (const std::string& folder : catalog::skill_folders_in(root)) watch(folder, result);
  }
  return result;
}

void Watcher::watch(const std::string& folder, Result<void>& result) {
  // Watching a folder again renews its watch.
  if (::inotify_add_watch(inotify_.get(), folder.c_str(), kEvents) >= 0) return;
  // One that is gone or closed is for the scan to report.
  const bool is_scans = errno == ENOENT || errno == ENOTDIR || errno == EACCES;
  if (result && !is_scans) {
    result = tl::unexpected(
        error(codes::not_watched, folder,
              fmt::format("it is not watched: {}", std::generic_category().message(errno))));
  }
}

bool Watcher::changed() {
  bool any = false;
  alignas(inotify_event) std::array<std::byte, 4096> events;
  while (::read(inotify_.get(), events.data(), events.size()) > 0) any = true;
  return any;
}

}  // namespace muster::reload
