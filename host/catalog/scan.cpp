// SPDX-License-Identifier: Apache-2.0
#include "catalog/scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "catalog/codes.h"
#include "catalog/entries.h"
#include "plugin/bundle.h"
#include "plugin/permissions.h"

namespace muster::catalog {
namespace {

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
  for (const Entry& entry : *entries) {
    const std::string& name = entry.name;
    const std::string path = joined(root, name);
    if (name.ends_with(".so")) {
      const auto status = status_of(path);
      if (!status) return tl::unexpected(status.error());
      if (*status) found.push_back({.path = path, .root = root, .stamp = Stamp::of(**status)});
    } else if (entry.may_be_folder() && !is_of_the_file_system(name)) {
      const auto folder = is_folder(path);
      if (!folder) return tl::unexpected(folder.error());
      if (!*folder || !may_be_bundle(path)) continue;
      const auto content = plugin::list_bundle(path, path);
      found.push_back({path, root, true, content ? content->stamp : Stamp{}});
    }
  }
  return found;
}

/// Lists each root once, whatever it is called.
std::vector<Found> list_plugins(const std::vector<std::string>& roots, Permissions permissions,
                                std::vector<Error>& problems) {
  std::vector<Found> all;
  std::set<std::pair<std::uint64_t, std::uint64_t>> met;
  for (const std::string& root : roots) {
    const auto status = status_of(root);
    if (status && *status && !met.emplace((*status)->st_dev, (*status)->st_ino).second) continue;
    Result<std::vector<Found>> found = plugins_in(root, permissions);
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
  std::ranges::sort(all, {}, &Found::path);
  return all;
}

}  // namespace

std::vector<std::string> plugin_folders_in(const std::string& root) {
  std::vector<std::string> folders;
  for (const Entry& entry : entries_in(root).value_or(std::vector<Entry>{})) {
    const std::string folder = joined(root, entry.name);
    if (!entry.may_be_folder() || !is_folder(folder).value_or(false)) continue;
    folders.push_back(folder);
    if (!may_be_bundle(folder)) continue;
    const auto content = plugin::list_bundle(folder, folder);
    if (!content) continue;
    for (const std::string& below : content->folders) folders.push_back(joined(folder, below));
  }
  return folders;
}

Inventory scan(const Roots& roots, Permissions permissions) {
  return scan_again(roots, permissions, {}).inventory;
}

Scanned scan_again(const Roots& roots, Permissions permissions, const SeenRoots& before) {
  Inventory inventory;
  inventory.plugins = list_plugins(roots.plugins, permissions, inventory.problems);
  SkillTree tree = find_skills(roots.skills, before);
  inventory.skills = std::move(tree.skills);
  inventory.warnings = std::move(tree.warnings);
  std::ranges::move(tree.problems, std::back_inserter(inventory.problems));
  return {std::move(inventory), std::move(tree.seen), std::move(tree.anew)};
}

}  // namespace muster::catalog
