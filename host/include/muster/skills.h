// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILLS_H
#define MUSTER_SKILLS_H

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <muster/descriptor.h>
#include <muster/error.h>
#include <muster/export.h>
#include <muster/filter.h>
#include <muster/report.h>
#include <muster/skill.h>

namespace muster {

/// The skills of some folders as they were when load_skills() read them: what a host would serve
/// that has just been started on them, without the host.
///
/// Threads:  immutable but for assignment; reading bodies and files waits for a disk.
/// Lifetime: a value; a copy is one count.
class MUSTER_API SkillSet {
 public:
  SkillSet();  ///< of no skill

  /// Every skill, sorted by name.
  [[nodiscard]] std::vector<SkillInfo> all() const;
  /// By pattern, part, tag, and page by page: as Host::skills(). "host.bad_pattern".
  [[nodiscard]] Result<Page<SkillInfo>> matching(const Filter& filter) const;
  /// By name. "skill.not_found".
  [[nodiscard]] Result<SkillInfo> find(std::string_view name) const;

  /// A skill with its body, of the version that was loaded, or "skill.changed".
  [[nodiscard]] Result<ActiveSkill> activate(std::string_view name) const;
  /// A file of a skill, by its path in SkillInfo::files: likewise.
  [[nodiscard]] Result<SkillContent> file(std::string_view name, std::string_view path) const;

  /// What came of each skill's folder, sorted by path: loaded, shadowed or rejected, each with
  /// everything that is to be said of it, at file:line:column.
  [[nodiscard]] const std::vector<FileReport>& reports() const noexcept;
  /// Folders of load_skills() that could not be listed.
  [[nodiscard]] const std::vector<Error>& errors() const noexcept;
  /// Of no single skill: links that are not followed, files that are a SKILL.md but for case,
  /// skills that lie too deep.
  [[nodiscard]] const std::vector<Error>& warnings() const noexcept;

 private:
  friend MUSTER_API SkillSet load_skills(const std::vector<std::string>& roots);
  struct State;
  explicit SkillSet(std::shared_ptr<const State> state);

  std::shared_ptr<const State> state_;
};

/// Loads skills from folders that are skills or hold some. What is bad is in the reports and errors
/// of what comes back, and stops nothing else.
///
/// Threads: any. Cost: reads every file of every skill once.
[[nodiscard]] MUSTER_API SkillSet load_skills(const std::vector<std::string>& roots);

}  // namespace muster

#endif
