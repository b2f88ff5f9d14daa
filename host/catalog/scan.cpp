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
bool may_be_bundle(const std::string& folder) { return plugin::has_libraries(folder).value_or(true); }

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

/// Adds the skill that `folder` is, or the skills that its folders are.
Result<void> add_skills(const std::string& folder, int depth, std::vector<Found>& found) {
  for (const char* name : {"SKILL.md", "skill.md"}) {
    const auto status = status_of(joined(folder, name));
    if (!status) return tl::unexpected(status.error());
    if (!*status) continue;
    found.push_back({.path = folder, .stamp = Stamp::of(**status)});
    return {};
  }
  if (depth == kSkillDepth) return {};
  const auto below = skill_folders_in(folder);
  if (!below) return tl::unexpected(below.error());
  for (const std::string& next : *below) {
    // A folder that cannot be looked into counts as a skill: reading it will say why, and it stops
    // no other.
    if (!add_skills(next, depth + 1, found)) found.push_back({.path = next});
  }
  return {};
}

Result<std::vector<Found>> skills_in(const std::string& root) {
  std::vector<Found> found;
  if (auto added = add_skills(root, 0, found); !added) return tl::unexpected(added.error());
  for (Found& skill : found) skill.root = root;
  return found;
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

Result<std::vector<std::string>> skill_folders_in(const std::string& folder) {
  const auto entries = entries_in(folder);
  if (!entries) return tl::unexpected(entries.error());
  std::vector<std::string> folders;
  for (const auto& [name, may_be_folder] : *entries) {
    if (!may_be_folder || name == "node_modules") continue;
    const std::string below = joined(folder, name);
    const auto is_one = is_folder(below);
    if (!is_one) return tl::unexpected(is_one.error());
    if (*is_one) folders.push_back(below);
  }
  return folders;
}

std::vector<std::string> plugin_folders_in(const std::string& root) {
  std::vector<std::string> folders;
  for (const std::string& folder : skill_folders_in(root).value_or(std::vector<std::string>{})) {
    folders.push_back(folder);
    if (!may_be_bundle(folder)) continue;
    const auto content = plugin::list_bundle(folder, folder);
    if (!content) continue;
    for (const std::string& below : content->folders) folders.push_back(joined(folder, below));
  }
  return folders;
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
