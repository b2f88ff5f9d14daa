// SPDX-License-Identifier: Apache-2.0
#include "catalog/skill_tree.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <boost/unordered/unordered_flat_set.hpp>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/beneath.h"
#include "base/codes.h"
#include "base/parallel.h"
#include "base/unique_fd.h"
#include "catalog/codes.h"
#include "catalog/in_order.h"
#include "skill/unicode.h"

namespace muster::catalog {
namespace {

struct Identity {
  std::uint64_t device;
  std::uint64_t inode;

  friend bool operator==(const Identity&, const Identity&) = default;
};

struct IdentityHash {
  std::size_t operator()(const Identity& identity) const noexcept {
    return static_cast<std::size_t>(identity.inode ^ identity.device << 40);
  }
};
using Identities = boost::unordered_flat_set<Identity, IdentityHash>;

const std::string& path_of(const SeenFolderPtr& folder) { return folder->path; }

/// Folder by folder, as a walk goes: a folder before its neighbour "folder-2", and what is in it
/// between the two.
bool comes_before(std::string_view one, std::string_view other) {
  const auto rank = [](char c) { return static_cast<unsigned char>(c == '/' ? '\0' : c); };
  return std::ranges::lexicographical_compare(one, other, {}, rank, rank);
}

Result<bool> is_skill(const std::string& folder) {
  for (const char* const name : skill::kSkillFileNames) {
    const auto status = status_of(joined(folder, name));
    if (!status) return tl::unexpected(status.error());
    if (*status) return true;
  }
  return false;
}

constexpr std::string_view kFoldedName = "skill.md";

/// What somebody took for a SKILL.md, or nothing.
std::string misnamed_in(const std::vector<Entry>& entries) {
  const auto found = std::ranges::find_if(entries, [](const Entry& entry) {
    return entry.type != Entry::Type::folder && entry.name.size() == kFoldedName.size() &&
           skill::case_folded(entry.name) == kFoldedName;
  });
  return found == entries.end() ? std::string() : found->name;
}

/// A skill that lies in one of a folder's folders, of which few are looked at; or nothing.
std::string skill_below(const std::string& folder) {
  constexpr std::size_t kFew = 16;
  const auto entries = entries_in(folder, kFew);
  if (!entries) return {};
  for (const auto& [name, type] : *entries) {
    const std::string below = joined(folder, name);
    if (type == Entry::Type::folder && name != "node_modules" && is_skill(below).value_or(false)) {
      return below;
    }
  }
  return {};
}

/// Whether a folder is as it was seen, and can only hold what it held then. `base` is the open
/// root, `path` the folder's within it.
bool is_as_it_was(int base, const char* path, const SeenFolder& seen) {
  if (const auto& listing = seen.listing) {
    // One with problems may be for want of descriptors, and better the next time.
    return listing->problems.empty() && !listing->beyond &&
           listing->stamp.settled_at(seen.seen_at_ns) &&
           skill::is_as_seen(base, path, listing->sightings);
  }
  if (!seen.too_deep.empty()) return false;  // what lies below has no stamp here
  struct stat status {};
  return seen.stamp.settled_at(seen.seen_at_ns) && ::fstatat(base, path, &status, 0) == 0 &&
         Stamp::of(status) == seen.stamp;
}

/// Looks for skills below one root.
class Walk {
 public:
  /// `others`: the skills of other roots.
  Walk(const std::string& root, const SeenFolders& before, const Identities& others,
       TreeLimits limits)
      : root_(root),
        opened_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)),
        before_(before),
        places_(before, path_of),
        others_(others),
        limits_(limits) {}

  /// First what lies in the root, then what links lead to: so a folder is found where it lies.
  Result<void> run() {
    compare();
    if (auto added = add(root_, 0, false); !added) return added;
    for (std::size_t i = 0; i < links_.size() && !is_beyond(); ++i) {
      const auto [path, depth] = links_[i];
      follow(path, depth);
    }
    in_parallel(unlisted_.size(), [this](std::size_t at) {
      SeenFolder& folder = *unlisted_[at];
      folder.listing = skill::list_files(folder.path);
    });
    if (!links_.empty()) std::ranges::stable_sort(found_, comes_before, &SeenFolder::path);
    if (is_beyond()) {
      return tl::unexpected(error(codes::too_many_files, root_,
                                  fmt::format("it holds more than {} folders", limits_.folders)));
    }
    if (found_.size() > limits_.skills) {
      return tl::unexpected(
          error(codes::too_many_files, root_,
                fmt::format("it holds {} skills; the limit is {}", found_.size(), limits_.skills)));
    }
    return {};
  }

  SeenFolders take_found() { return std::move(found_); }
  Identities take_skills() { return std::move(skills_); }
  std::vector<Error> take_warnings() { return std::move(warnings_); }
  SeenFolders take_seen() { return std::move(seen_); }
  SeenFolders take_anew() { return std::move(anew_); }

 private:
  /// A path below the root, as system calls on the open root take it.
  [[nodiscard]] const char* relative(const std::string& path) const {
    if (path.size() == root_.size()) return ".";
    return path.c_str() + root_.size() + (root_.ends_with('/') ? 0 : 1);
  }

  void compare() {
    is_same_ = std::vector<std::atomic<bool>>(before_.size());
    in_parallel(before_.size(), [this](std::size_t at) {
      is_same_[at] = is_as_it_was(opened_.get(), relative(before_[at]->path), *before_[at]);
    });
  }

  /// What was seen of a folder that is still the same, or null.
  SeenFolderPtr unchanged(const std::string& path) {
    const auto at = places_.find(path);
    return at && is_same_[*at] ? before_[*at] : nullptr;
  }

  /// Null: gone since its folder was listed.
  Result<SeenFolderPtr> look_into(const std::string& path, int depth) {
    if (auto same = unchanged(path)) return same;
    auto seen = std::make_shared<SeenFolder>();
    seen->path = path;
    seen->seen_at_ns = Stamp::now_ns();
    const auto status = status_of(path);
    if (!status) return tl::unexpected(status.error());
    if (depth > 0 && !(*status && S_ISDIR((*status)->st_mode))) return nullptr;
    if (*status) seen->stamp = Stamp::of(**status);
    anew_.push_back(seen);
    const auto is_one = is_skill(path);
    if (!is_one) return tl::unexpected(is_one.error());
    if (*is_one) {
      seen->listing.emplace();
      unlisted_.push_back(seen);
      return seen;
    }
    if (depth == kSkillDepth) {
      seen->too_deep = skill_below(path);
      return seen;
    }
    auto entries = entries_in(path, limits_.folders);
    if (!entries) return tl::unexpected(entries.error());
    seen->misnamed = misnamed_in(*entries);
    std::erase_if(*entries, [](const Entry& entry) {
      return !entry.may_be_folder() || entry.name == "node_modules";
    });
    seen->entries = *std::move(entries);
    return seen;
  }

  /// Adds the skill that `folder` is, or the skills that its folders are.
  Result<void> add(const std::string& folder, int depth, bool is_link) {
    auto looked = look_into(folder, depth);
    if (!looked) return tl::unexpected(looked.error());
    if (*looked == nullptr) return {};
    const SeenFolder& seen = *seen_.emplace_back(*std::move(looked));
    const Identity identity{seen.stamp.device, seen.stamp.inode};
    if (seen.listing) {
      if (others_.contains(identity)) return {};
      if (!skills_.insert(identity).second) return warn_again(folder, is_link);
      found_.push_back(seen_.back());
      return {};
    }
    if (!seen.too_deep.empty()) {
      warnings_.push_back(error(
          codes::too_deep, seen.too_deep,
          fmt::format("lies over {} folders down, where no skill is looked for", kSkillDepth)));
    }
    if (depth == kSkillDepth) return {};
    if (!entered_.insert(identity).second) return warn_again(folder, is_link);
    if (!seen.misnamed.empty()) {
      warnings_.push_back(error(codes::misnamed_skill, joined(folder, seen.misnamed),
                                "is not called SKILL.md, so that its folder is no skill"));
    }
    looked_into_ += seen.entries.size();
    std::string next = joined(folder, {});
    const std::size_t stem = next.size();
    for (const auto& [name, type] : seen.entries) {
      if (is_beyond()) return {};
      next.replace(stem, std::string::npos, name);
      if (type == Entry::Type::link) {
        links_.emplace_back(next, depth + 1);
      } else if (!add(next, depth + 1, false)) {
        add_closed(next);
      }
    }
    return {};
  }

  void follow(const std::string& link, int depth) {
    const auto found = find_beneath(opened_.get(), relative(link), link);
    struct stat status {};
    if (!found) {
      const std::string_view code = found.error().code;
      const bool is_to_file = ::stat(link.c_str(), &status) == 0 && !S_ISDIR(status.st_mode);
      if (is_to_file) return;  // nobody's business here
      if (code == muster::codes::file_link_outside.code ||
          code == muster::codes::file_link_broken.code) {
        warnings_.push_back(found.error());
      } else {  // for want of descriptors, say: reading it will tell, and its skill stays
        add_closed(link);
      }
    } else if (::fstat(found->get(), &status) == 0 && S_ISDIR(status.st_mode) &&
               !add(link, depth, true)) {
      add_closed(link);
    }
  }

  /// What cannot be looked into counts as a skill: reading it will say why, and it stops no other.
  void add_closed(const std::string& folder) {
    auto seen = std::make_shared<SeenFolder>();
    seen->path = folder;
    found_.push_back(std::move(seen));
  }

  Result<void> warn_again(const std::string& folder, bool is_link) {
    if (is_link) {
      warnings_.push_back(error(codes::folder_again, folder,
                                "is a symbolic link to a folder that is looked into already"));
    }
    return {};
  }

  [[nodiscard]] bool is_beyond() const { return looked_into_ > limits_.folders; }

  const std::string& root_;
  const UniqueFd opened_;
  const SeenFolders& before_;
  std::vector<std::atomic<bool>> is_same_;             // by the place in before_
  InOrder<SeenFolderPtr, decltype(&path_of)> places_;  // in before_
  const Identities& others_;
  Identities skills_;
  const TreeLimits limits_;
  Identities entered_;
  std::size_t looked_into_ = 0;
  std::vector<std::pair<std::string, int>> links_;  // and their depth
  SeenFolders found_;
  std::vector<std::shared_ptr<SeenFolder>> unlisted_;  // new skills, until the end of the walk
  std::vector<Error> warnings_;
  SeenFolders seen_;
  SeenFolders anew_;
};

}  // namespace

SkillTree find_skills(const std::vector<std::string>& roots, const SeenRoots& before,
                      TreeLimits limits) {
  static const SeenFolders kNothing;
  SkillTree tree;
  Identities met;
  Identities skills;
  for (const std::string& given : roots) {
    const std::string root = skill::without_slash(given);
    if (tree.seen.contains(root)) continue;
    const auto status = status_of(root);
    if (status && *status && !met.insert({(*status)->st_dev, (*status)->st_ino}).second) continue;
    const auto seen = before.find(root);
    Walk walk(root, seen == before.end() ? kNothing : seen->second, skills, limits);
    const auto done = walk.run();
    tree.seen.emplace(root, walk.take_seen());
    std::ranges::move(walk.take_anew(), std::back_inserter(tree.anew));
    std::ranges::move(walk.take_warnings(), std::back_inserter(tree.warnings));
    if (done) {
      SeenFolders found = walk.take_found();
      // What an earlier root could not look into either is told once.
      std::erase_if(found, [&tree](const SeenFolderPtr& folder) {
        return !folder->listing &&
               std::ranges::find(tree.skills, folder->path, path_of) != tree.skills.end();
      });
      std::ranges::move(found, std::back_inserter(tree.skills));
      Identities more = walk.take_skills();
      if (more.size() > skills.size()) skills.swap(more);  // the larger takes the smaller in
      skills.merge(more);
    } else {
      tree.problems.push_back(done.error());
    }
  }
  return tree;
}

}  // namespace muster::catalog
