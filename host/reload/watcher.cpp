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
                                  IN_ONLYDIR | IN_MASK_CREATE;  // an error: it is watched

}  // namespace

Result<std::unique_ptr<Watcher>> Watcher::create(catalog::Roots roots) {
  UniqueFd inotify(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!inotify) {
    return tl::unexpected(
        error(codes::no_inotify, "inotify",
              fmt::format("it cannot be had: {}", std::generic_category().message(errno))));
  }
  return std::make_unique<Watcher>(std::move(inotify), std::move(roots));
}

Watcher::Watcher(UniqueFd inotify, catalog::Roots roots)
    : inotify_(std::move(inotify)), roots_(std::move(roots)) {}

Watcher::Watched Watcher::watch(const catalog::Scanned& scanned) {
  Watched watched;
  leave_moved();
  for (const std::string& root : roots_.plugins) {
    watch(root, watched);
    for (const std::string& folder : catalog::plugin_folders_in(root)) watch(folder, watched);
  }
  if (is_lost_.exchange(false)) {
    for (const auto& [root, folders] : scanned.seen) {
      for (const catalog::SeenFolderPtr& folder : folders) watch(*folder, watched);
    }
  }
  for (const catalog::SeenFolderPtr& folder : scanned.anew) watch(*folder, watched);
  if (watched.problem) is_lost_ = true;  // the next time may be better
  return watched;
}

void Watcher::watch(const catalog::SeenFolder& seen, Watched& watched) {
  watch(seen.path, watched);
  if (!seen.listing) return;
  for (const std::string& inside : seen.listing->folders) {
    watch(catalog::joined(seen.path, inside), watched);
  }
}

void Watcher::watch(const std::string& folder, Watched& watched) {
  {
    // Locked all the time: an event of the new watch may come at once.
    const std::lock_guard lock(mutex_);
    const int added = ::inotify_add_watch(inotify_.get(), folder.c_str(), kEvents);
    if (added >= 0) {
      paths_.emplace(added, folder);
      watched.is_new = true;
      return;
    }
  }
  // One that is gone or closed is for the scan to report.
  const bool is_scans = errno == ENOENT || errno == ENOTDIR || errno == EACCES;
  if (errno == EEXIST || is_scans || watched.problem) return;
  watched.problem =
      error(codes::not_watched, folder,
            fmt::format("it is not watched: {}", std::generic_category().message(errno)));
}

bool Watcher::changed() {
  bool any = false;
  alignas(inotify_event) std::array<char, 4096> events;
  for (;;) {
    const ssize_t size = ::read(inotify_.get(), events.data(), events.size());
    if (size <= 0) return any;
    const std::string_view bytes(events.data(), static_cast<std::size_t>(size));
    for (std::size_t at = 0; at < bytes.size();) {
      inotify_event event{};
      std::memcpy(&event, bytes.data() + at, sizeof event);
      any = take(event.wd, event.mask) || any;
      at += sizeof event + event.len;
    }
  }
}

bool Watcher::take(int watch, std::uint32_t mask) {
  const std::lock_guard lock(mutex_);
  const auto path = paths_.find(watch);
  if ((mask & IN_Q_OVERFLOW) != 0) {
    is_lost_ = true;  // the next one may be among those that were dropped
  } else if (path == paths_.end()) {
    return false;  // what was left
  } else if ((mask & IN_MOVE_SELF) != 0) {
    moved_.insert(path->second);
  } else if ((mask & IN_IGNORED) != 0) {
    is_lost_ = true;  // its file system may have gone and come back, with all as it was seen
    paths_.erase(path);
  }
  return true;
}

void Watcher::leave_moved() {
  const std::lock_guard lock(mutex_);
  if (moved_.empty()) return;
  const auto is_moved = [&](std::string path) {
    while (!moved_.contains(path)) {
      const std::size_t slash = path.rfind('/');
      if (slash == std::string::npos) return false;
      path.resize(slash);
    }
    return true;
  };
  for (auto each = paths_.begin(); each != paths_.end();) {
    if (is_moved(each->second)) {
      ::inotify_rm_watch(inotify_.get(), each->first);
      each = paths_.erase(each);
    } else {
      ++each;
    }
  }
  moved_.clear();
  is_lost_ = true;  // something else may have their paths by now
}

}  // namespace muster::reload
