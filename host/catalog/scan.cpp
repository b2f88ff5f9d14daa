// SPDX-License-Identifier: Apache-2.0
#include "catalog/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/filesystem.hpp>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "catalog/codes.h"

namespace muster::catalog {
namespace {

namespace fs = boost::filesystem;

bool is_left_out(std::string_view name) {
  return name.starts_with('.') || name.ends_with('~') || name.ends_with(".tmp") ||
         name.ends_with(".swp");
}

/// A dangling link has a stamp too: that of the link, so that it is found and refused by name.
std::optional<Stamp> stamp_of(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 || ::lstat(path.c_str(), &status) == 0) {
    return Stamp::of(status);
  }
  return std::nullopt;  // gone since the folder was listed
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
  return names_in(root).map([&](const std::vector<std::string>& names) {
    std::vector<Found> found;
    for (const std::string& name : names) {
      if (is_left_out(name) || !name.ends_with(".so")) continue;
      const std::string path = joined(root, name);
      if (const auto stamp = stamp_of(path)) found.push_back({path, *stamp});
    }
    return found;
  });
}

/// Adds the skill that `folder` is, or the skills that its folders are.
void add_skills(const std::string& folder, int depth, std::vector<Found>& found) {
  for (const char* name : {"SKILL.md", "skill.md"}) {
    if (const auto stamp = stamp_of(joined(folder, name))) {
      found.push_back({folder, *stamp});
      return;
    }
  }
  if (depth == kSkillDepth) return;
  const auto below = skill_folders_in(folder);
  if (!below) {
    // Reading it as a skill will say why; a folder that nobody can enter stops no other.
    if (const auto stamp = stamp_of(folder)) found.push_back({folder, *stamp});
    return;
  }
  for (const std::string& next : *below) add_skills(next, depth + 1, found);
}

Result<std::vector<Found>> skills_in(const std::string& root) {
  if (auto listed = names_in(root); !listed) return tl::unexpected(std::move(listed.error()));
  std::vector<Found> found;
  add_skills(root, 0, found);
  return found;
}

/// Lists each root once, whatever it is called.
template <class List>
std::vector<Found> list_roots(const std::vector<std::string>& roots, List list,
                              std::vector<Error>& problems) {
  std::vector<Found> all;
  std::set<std::pair<std::uint64_t, std::uint64_t>> met;
  for (const std::string& root : roots) {
    if (const auto stamp = stamp_of(root);
        stamp && !met.emplace(stamp->device, stamp->inode).second) {
      continue;
    }
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
  return names_in(folder).map([&](const std::vector<std::string>& names) {
    std::vector<std::string> folders;
    for (const std::string& name : names) {
      const std::string below = joined(folder, name);
      boost::system::error_code not_there;
      if (is_left_out(name) || name == "node_modules" || !fs::is_directory(below, not_there))
        continue;
      folders.push_back(below);
    }
    return folders;
  });
}

Inventory scan(const Roots& roots) {
  Inventory inventory;
  inventory.plugins = list_roots(roots.plugins, plugins_in, inventory.problems);
  inventory.skills = list_roots(roots.skills, skills_in, inventory.problems);
  std::ranges::sort(inventory.plugins, {}, &Found::path);
  return inventory;
}

}  // namespace muster::catalog
