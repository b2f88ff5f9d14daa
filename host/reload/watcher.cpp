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
    : inotify_(std::move(inotify)), roots_(std::move(roots)) {
  watch_all();
}

void Watcher::watch_all() {
  // Plugins lie in their root; a skill's own files lie one folder below the deepest skill.
  for (const std::string& root : roots_.plugins) watch(root, catalog::kSkillDepth + 1);
  for (const std::string& root : roots_.skills) watch(root, 0);
}

void Watcher::watch(const std::string& folder, int depth) {
  // Watching a folder again renews its watch. One that is missing is found when its parent tells of
  // it or, a root, by the next rescan.
  if (::inotify_add_watch(inotify_.get(), folder.c_str(), kEvents) < 0) return;
  if (depth > catalog::kSkillDepth) return;
  const auto folders = catalog::skill_folders_in(folder);
  if (!folders) return;
  for (const std::string& below : *folders) watch(below, depth + 1);
}

bool Watcher::changed() {
  bool any = false;
  alignas(inotify_event) std::array<std::byte, 4096> events;
  while (::read(inotify_.get(), events.data(), events.size()) > 0) any = true;
  if (any) watch_all();
  return any;
}

}  // namespace muster::reload
