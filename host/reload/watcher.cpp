// SPDX-License-Identifier: Apache-2.0
#include "reload/watcher.h"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include "reload/codes.h"

namespace muster::reload {
namespace {

constexpr std::uint32_t kEvents = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE |
                                  IN_DELETE_SELF | IN_MOVED_FROM | IN_MOVED_TO | IN_MOVE_SELF |
                                  IN_ONLYDIR;

// After these a watch may be of another folder than the one that its path leads to, or of none.
constexpr std::uint32_t kMoved =
    IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_Q_OVERFLOW;

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
  // What cannot be listed is for the scan to report; up to there, changes are told.
  for (const std::string& root : roots_.skills) watch(root, result);
  seen_ = catalog::find_skills(roots_.skills, seen_).seen;
  for (const auto& [root, folders] : seen_) {
    for (const catalog::SeenFolderPtr& folder : folders) watch_skills(*folder, result);
  }
  return result;
}

void Watcher::watch_skills(const catalog::SeenFolder& seen, Result<void>& result) {
  const Identity identity{seen.stamp.device, seen.stamp.inode};
  const auto watch_once = [&](const std::string& folder) {
    const auto watched = watched_.find(folder);
    if (watched != watched_.end() && watched->second == identity) return;
    if (watch(folder, result)) watched_[folder] = identity;
  };
  watch_once(seen.path);
  if (!seen.listing) return;
  for (const std::string& inside : seen.listing->folders) {
    watch_once(catalog::joined(seen.path, inside));
  }
}

bool Watcher::watch(const std::string& folder, Result<void>& result) {
  // Watching a folder again renews its watch.
  if (::inotify_add_watch(inotify_.get(), folder.c_str(), kEvents) >= 0) return true;
  // One that is gone or closed is for the scan to report.
  const bool is_scans = errno == ENOENT || errno == ENOTDIR || errno == EACCES;
  if (result && !is_scans) {
    result = tl::unexpected(
        error(codes::not_watched, folder,
              fmt::format("it is not watched: {}", std::generic_category().message(errno))));
  }
  return false;
}

bool Watcher::changed() {
  bool any = false;
  alignas(inotify_event) std::array<char, 4096> events;
  for (;;) {
    const ssize_t size = ::read(inotify_.get(), events.data(), events.size());
    if (size <= 0) return any;
    any = true;
    const std::string_view bytes(events.data(), static_cast<std::size_t>(size));
    for (std::size_t at = 0; at < bytes.size();) {
      inotify_event event{};
      std::memcpy(&event, bytes.data() + at, sizeof event);
      if ((event.mask & kMoved) != 0) watched_.clear();
      at += sizeof event + event.len;
    }
  }
}

}  // namespace muster::reload
