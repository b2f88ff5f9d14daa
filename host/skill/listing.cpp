// SPDX-License-Identifier: Apache-2.0
#include "skill/listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <string_view>
#include <utility>

#include "base/file.h"
#include "base/open_folder.h"
#include "base/text.h"
#include "skill/codes.h"
#include "skill/unicode.h"

namespace muster::skill {
namespace {

OpenFolder open_folder(int parent, const char* name) {
  const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return nullptr;
  OpenFolder folder(::fdopendir(fd));
  if (!folder) ::close(fd);
  return folder;
}

bool is_passed_over(std::string_view name) { return name == ".git" || name == "node_modules"; }

/// Walks a skill's folder from the top down.
class Walk {
 public:
  explicit Walk(const std::string& subject) : subject_(subject) {}

  /// Adds what lies in a folder; `inside` is its path with a slash, or empty.
  void add(int parent, const char* name, const std::string& inside, std::size_t depth) {
    if (depth > kFolderDepth) {
      return stop(codes::too_many_files,
                  fmt::format("has folders more than {} deep", kFolderDepth));
    }
    const OpenFolder folder = open_folder(parent, name);
    struct stat status {};
    if (!folder || ::fstat(::dirfd(folder.get()), &status) != 0) {
      return complain(without_slash(inside), "list", errno);
    }
    if (inside.empty()) see(".", false, status);
    for (;;) {
      errno = 0;
      const dirent* const entry = ::readdir(folder.get());
      if (entry == nullptr && errno != 0) complain(without_slash(inside), "list", errno);
      if (entry == nullptr || listing_.beyond) return;
      const std::string_view found = entry->d_name;
      if (found == "." || found == "..") continue;
      if (is_passed_over(found)) {
        listing_.passed_over.push_back(inside + entry->d_name);
      } else {
        add_entry(::dirfd(folder.get()), entry->d_name, inside, depth);
      }
    }
  }

  Listing take() {
    std::ranges::sort(listing_.files);
    std::ranges::sort(listing_.folders);
    std::ranges::sort(listing_.passed_over);
    std::ranges::sort(listing_.problems, {}, &Error::subject);
    std::ranges::stable_sort(listing_.sightings, {}, &Sighting::path);
    for (const auto& [path, is_followed, stamp] : listing_.sightings) {
      listing_.stamp.add(path, stamp);
    }
    drop_twins();
    return std::move(listing_);
  }

 private:
  void add_entry(int folder, const char* name, const std::string& inside, std::size_t depth) {
    const std::string path = inside + name;
    struct stat status {};
    if (::fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) return;  // it went meanwhile, and so its folder has another stamp
      return complain(path, "look at", errno);
    }
    see(path, false, status);
    if (escaped(name) != name) {
      return complain(
          error(codes::file_name, place(path), "its name is not UTF-8 or has control characters"));
    }
    const bool is_link = S_ISLNK(status.st_mode);
    if (is_link && ::fstatat(folder, name, &status, 0) != 0) {
      listing_.sightings.push_back({path, true, {}});
    } else if (is_link) {
      see(path, true, status);
      if (S_ISDIR(status.st_mode)) {
        return complain(
            error(codes::link_to_folder, place(path), "is a symbolic link to a folder"));
      }
    }
    if (S_ISDIR(status.st_mode)) {
      listing_.folders.push_back(path);
      add(folder, name, path + '/', depth + 1);
    } else if (S_ISREG(status.st_mode) || is_link) {  // where a link leads is for its reader to say
      bytes_ += static_cast<std::uint64_t>(status.st_size);
      listing_.files.push_back(path);
    } else {
      complain(not_regular_error(place(path), status.st_mode));
    }
    if (listing_.files.size() > kFilesMax || listing_.folders.size() > kFilesMax) {
      stop(codes::too_many_files, fmt::format("has more than {} files or folders", kFilesMax));
    } else if (bytes_ > kBytesMax) {
      stop(codes::too_large, fmt::format("has files of more than {} bytes in all", kBytesMax));
    }
  }

  void see(const std::string& path, bool is_followed, const struct stat& status) {
    listing_.sightings.push_back({path, is_followed, Stamp::of(status)});
  }
  [[nodiscard]] std::string place(const std::string& path) const {
    return path.empty() ? subject_ : subject_ + '/' + path;
  }
  void complain(Error problem) { listing_.problems.push_back(std::move(problem)); }
  void complain(const std::string& path, std::string_view verb, int error_number) {
    complain(file_error(place(path), verb, error_number));
  }
  void stop(const Code& code, std::string message) {
    if (!listing_.beyond) listing_.beyond = error(code, subject_, std::move(message));
  }

  /// Where case does not count, two such files would be one; the first serves. A skill.md may lie
  /// beside a SKILL.md, as the reference validator has it.
  void drop_twins() {
    std::set<std::string> seen;
    std::erase_if(listing_.files, [&](const std::string& path) {
      const bool is_new = seen.insert(case_folded(path)).second || path == kSkillFileNames[1];
      if (!is_new) {
        complain(error(codes::same_name, place(path), "differs from another file only in case"));
      }
      return !is_new;
    });
  }

  const std::string& subject_;
  Listing listing_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

std::string without_slash(std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  return std::string(folder);
}

Listing list_files(int folder, const std::string& subject) {
  Walk walk(subject);
  walk.add(folder, ".", {}, 0);
  return walk.take();
}

Listing list_files(const std::string& folder) {
  Walk walk(folder);
  walk.add(AT_FDCWD, (folder + "/.").c_str(), {}, 0);  // of a link, the folder that it leads to
  return walk.take();
}

bool is_as_seen(int base, const std::string& folder, const std::vector<Sighting>& sightings) {
  std::string path;
  return std::ranges::all_of(sightings, [&](const Sighting& sighting) {
    path.assign(folder).append(1, '/').append(sighting.path);
    struct stat status {};
    const int flags = sighting.is_followed ? 0 : AT_SYMLINK_NOFOLLOW;
    const bool is_there = ::fstatat(base, path.c_str(), &status, flags) == 0;
    return (is_there ? Stamp::of(status) : Stamp{}) == sighting.stamp;
  });
}

}  // namespace muster::skill
