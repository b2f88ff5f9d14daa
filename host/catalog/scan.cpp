// SPDX-License-Identifier: Apache-2.0
#include "catalog/scan.h"

#include <fmt/format.h>

#include <sys/stat.h>

#include <algorithm>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <optional>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "catalog/codes.h"
#include "plugin/bundle.h"
#include "plugin/permissions.h"
#include "skill/listing.h"

namespace muster::catalog {
namespace {

namespace fs = boost::filesystem;

Error unreadable(const std::string& path, int error_number) {
  return error(
      codes::root_unreadable, path,
      fmt::format("it cannot be looked at: {}", std::generic_category().message(error_number)));
}

/// Nothing: gone since its folder was listed. A link that leads nowhere has the status of the link
/// itself, so that it is found, and refused by name. Anything else that fails is an error: what
/// cannot be looked at must not look like what is not there.
Result<std::optional<struct stat>> status_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 || ::lstat(path.c_str(), &status) == 0) return status;
  if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
  return tl::unexpected(unreadable(path, errno));
}

struct Entry {
  std::string name;
  bool may_be_folder;  ///< or a link to one
};

/// What a folder holds, sorted by the bytes of the names, without the names that are left out.
Result<std::vector<Entry>> entries_in(const std::string& folder) {
  boost::system::error_code failure;
  std::vector<Entry> entries;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    std::string name = entry->path().filename().string();
    if (plugin::is_left_out(name)) continue;
    boost::system::error_code gone;
    const fs::file_type type = entry->symlink_status(gone).type();  // listed along with the name
    entries.push_back({std::move(name), type == fs::directory_file || type == fs::symlink_file});
  }
  if (failure == boost::system::errc::no_such_file_or_directory) {
    return tl::unexpected(error(codes::root_missing, folder, "there is no such folder"));
  }
  if (failure) {
    return tl::unexpected(error(codes::root_unreadable, folder,
                                fmt::format("it cannot be listed: {}", failure.message())));
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

Result<bool> is_folder(const std::string& path) {
  const auto status = status_of(path);
  if (!status) return tl::unexpected(status.error());
  return *status && S_ISDIR((*status)->st_mode);
}

/// A folder of this name is never a bundle, and only root may look into it.
bool is_of_the_file_system(const std::string& name) { return name == "lost+found"; }

/// Whether a folder of a plugin root is a bundle. One that cannot be looked into counts as one, so
/// that it does not look like one that was removed: to copy it will say why.
bool may_be_bundle(const std::string& folder) {
  return plugin::has_libraries(folder).value_or(true);
}

Result<std::vector<Found>> plugins_in(const std::string& root, Permissions permissions) {
  const auto entries = entries_in(root);
  if (!entries) return tl::unexpected(entries.error());
  if (auto untrusted = plugin::why_untrusted_folder(root, permissions)) {
    return tl::unexpected(std::move(*untrusted));
  }
  std::vector<Found> found;
  for (const auto& [name, may_be_folder] : *entries) {
    const std::string path = joined(root, name);
    if (name.ends_with(".so")) {
      const auto status = status_of(path);
      if (!status) return tl::unexpected(status.error());
      if (*status) found.push_back({.path = path, .root = root, .stamp = Stamp::of(**status)});
    } else if (may_be_folder && !is_of_the_file_system(name)) {
      const auto folder = is_folder(path);
      if (!folder) return tl::unexpected(folder.error());
      if (!*folder || !may_be_bundle(path)) continue;
      const auto content = plugin::list_bundle(path, path);
      found.push_back({path, root, true, content ? content->stamp : Stamp{}});
    }
  }
  return found;
}

/// The folders among the entries of a folder that may hold skills, or libraries.
Result<std::vector<std::string>> folders_among(const std::vector<Entry>& entries,
                                               const std::string& folder) {
  std::vector<std::string> folders;
  for (const auto& [name, may_be_folder] : entries) {
    if (!may_be_folder || name == "node_modules") continue;
    const std::string below = joined(folder, name);
    const auto is_one = is_folder(below);
    if (!is_one) return tl::unexpected(is_one.error());
    if (*is_one) folders.push_back(below);
  }
  return folders;
}

Result<bool> is_skill(const std::string& folder) {
  for (const char* const name : skill::kSkillFileNames) {
    const auto status = status_of(joined(folder, name));
    if (!status) return tl::unexpected(status.error());
    if (*status) return true;
  }
  return false;
}

/// Looks for skills below a root.
class SkillWalk {
 public:
  explicit SkillWalk(const std::string& root) : root_(root) {}

  /// Adds the skill that `folder` is, or the skills that its folders are.
  Result<void> add(const std::string& folder, int depth) {
    folders_.push_back(folder);
    const auto is_one = is_skill(folder);
    if (!is_one) return tl::unexpected(is_one.error());
    if (*is_one) {
      const skill::Listing listing = skill::list_files(folder);
      found_.push_back({.path = folder, .root = root_, .stamp = listing.stamp});
      for (const std::string& inside : listing.folders) folders_.push_back(joined(folder, inside));
      return {};
    }
    if (depth == kSkillDepth) return {};
    const auto entries = entries_in(folder);
    if (!entries) return tl::unexpected(entries.error());
    looked_into_ +=
        static_cast<std::size_t>(std::ranges::count(*entries, true, &Entry::may_be_folder));
    if (is_beyond()) return {};
    const auto below = folders_among(*entries, folder);
    if (!below) return tl::unexpected(below.error());
    for (const std::string& next : *below) {
      if (is_beyond()) return {};
      // A folder that cannot be looked into counts as a skill: reading it will say why, and it
      // stops no other.
      if (!add(next, depth + 1)) found_.push_back({.path = next, .root = root_});
    }
    return {};
  }

  [[nodiscard]] bool is_beyond() const { return looked_into_ > kFoldersPerRoot; }
  std::vector<Found> take_found() { return std::move(found_); }
  std::vector<std::string> take_folders() { return std::move(folders_); }

 private:
  const std::string& root_;
  std::size_t looked_into_ = 0;
  std::vector<Found> found_;
  std::vector<std::string> folders_;
};

Result<std::vector<Found>> skills_in(const std::string& root) {
  SkillWalk walk(root);
  if (auto added = walk.add(root, 0); !added) return tl::unexpected(added.error());
  if (walk.is_beyond()) {
    return tl::unexpected(error(codes::too_many_files, root,
                                fmt::format("it holds more than {} folders", kFoldersPerRoot)));
  }
  return walk.take_found();
}

/// Lists each root once, whatever it is called.
template <class List>
std::vector<Found> list_roots(const std::vector<std::string>& roots, List list,
                              std::vector<Error>& problems) {
  std::vector<Found> all;
  std::set<std::pair<std::uint64_t, std::uint64_t>> met;
  for (const std::string& root : roots) {
    const auto status = status_of(root);
    if (status && *status && !met.emplace((*status)->st_dev, (*status)->st_ino).second) continue;
    Result<std::vector<Found>> found = list(root);
    if (found && found->size() > kFilesPerRoot) {
      found = tl::unexpected(
          error(codes::too_many_files, root,
                fmt::format("it holds {} files; the limit is {}", found->size(), kFilesPerRoot)));
    }
    if (found) {
      std::ranges::move(*found, std::back_inserter(all));
    } else {
      problems.push_back(std::move(found.error()));
    }
  }
  return all;
}

}  // namespace

std::vector<std::string> plugin_folders_in(const std::string& root) {
  std::vector<std::string> folders;
  const auto listed = entries_in(root).and_then(
      [&](const std::vector<Entry>& entries) { return folders_among(entries, root); });
  for (const std::string& folder : listed.value_or(std::vector<std::string>{})) {
    folders.push_back(folder);
    if (!may_be_bundle(folder)) continue;
    const auto content = plugin::list_bundle(folder, folder);
    if (!content) continue;
    for (const std::string& below : content->folders) folders.push_back(joined(folder, below));
  }
  return folders;
}

std::vector<std::string> skill_folders_in(const std::string& root) {
  SkillWalk walk(root);
  // What cannot be listed is for scan() to report; up to there, changes are told.
  static_cast<void>(walk.add(root, 0));
  return walk.take_folders();
}

Inventory scan(const Roots& roots, Permissions permissions) {
  Inventory inventory;
  inventory.plugins = list_roots(
      roots.plugins, [&](const std::string& root) { return plugins_in(root, permissions); },
      inventory.problems);
  inventory.skills = list_roots(roots.skills, skills_in, inventory.problems);
  std::ranges::sort(inventory.plugins, {}, &Found::path);
  return inventory;
}

}  // namespace muster::catalog
