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

namespace muster::catalog {
namespace {

namespace fs = boost::filesystem;

bool is_left_out(std::string_view name) {
  return name.starts_with('.') || name.ends_with('~') || name.ends_with(".tmp") ||
         name.ends_with(".swp");
}

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

/// The names in a folder, sorted by bytes.
Result<std::vector<std::string>> names_in(const std::string& folder) {
  boost::system::error_code failure;
  std::vector<std::string> names;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    names.push_back(entry->path().filename().string());
  }
  if (failure == boost::system::errc::no_such_file_or_directory) {
    return tl::unexpected(error(codes::root_missing, folder, "there is no such folder"));
  }
  if (failure) {
    return tl::unexpected(error(codes::root_unreadable, folder,
                                fmt::format("it cannot be listed: {}", failure.message())));
  }
  std::ranges::sort(names);
  return names;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + '/' + name;
}

Result<std::vector<Found>> plugins_in(const std::string& root) {
  const auto names = names_in(root);
  if (!names) return tl::unexpected(names.error());
  std::vector<Found> found;
  for (const std::string& name : *names) {
    if (is_left_out(name) || !name.ends_with(".so")) continue;
    const std::string path = joined(root, name);
    const auto status = status_of(path);
    if (!status) return tl::unexpected(status.error());
    if (*status) found.push_back({path, Stamp::of(**status)});
  }
  return found;
}

/// Adds the skill that `folder` is, or the skills that its folders are.
Result<void> add_skills(const std::string& folder, int depth, std::vector<Found>& found) {
  for (const char* name : {"SKILL.md", "skill.md"}) {
    const auto status = status_of(joined(folder, name));
    if (!status) return tl::unexpected(status.error());
    if (!*status) continue;
    found.push_back({folder, Stamp::of(**status)});
    return {};
  }
  if (depth == kSkillDepth) return {};
  const auto below = skill_folders_in(folder);
  if (!below) return tl::unexpected(below.error());
  for (const std::string& next : *below) {
    // A folder that cannot be looked into counts as a skill: reading it will say why, and it stops
    // no other.
    if (!add_skills(next, depth + 1, found)) found.push_back({next, {}});
  }
  return {};
}

Result<std::vector<Found>> skills_in(const std::string& root) {
  std::vector<Found> found;
  if (auto added = add_skills(root, 0, found); !added) return tl::unexpected(added.error());
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
  const auto names = names_in(folder);
  if (!names) return tl::unexpected(names.error());
  std::vector<std::string> folders;
  for (const std::string& name : *names) {
    if (is_left_out(name) || name == "node_modules") continue;
    const std::string below = joined(folder, name);
    const auto status = status_of(below);
    if (!status) return tl::unexpected(status.error());
    if (*status && S_ISDIR((*status)->st_mode)) folders.push_back(below);
  }
  return folders;
}

Inventory scan(const Roots& roots) {
  Inventory inventory;
  inventory.plugins = list_roots(roots.plugins, plugins_in, inventory.problems);
  inventory.skills = list_roots(roots.skills, skills_in, inventory.problems);
  std::ranges::sort(inventory.plugins, {}, &Found::path);
  return inventory;
}

}  // namespace muster::catalog
