// SPDX-License-Identifier: Apache-2.0
#include "catalog/diff.h"

#include <span>
#include <string>
#include <vector>

namespace muster::catalog {
namespace {

const std::string& name_of(const Catalog::Entry& entry) { return entry.agent->descriptor.slug; }
const std::string& name_of(const skill::SkillPtr& skill) { return skill->descriptor.name; }

const void* identity_of(const Catalog::Entry& entry) { return entry.agent; }
const void* identity_of(const skill::SkillPtr& skill) { return skill.get(); }

/// Both sorted by name, as catalogs have them.
template <class Served>
void compare(std::span<const Served> before, std::span<const Served> after,
             std::vector<std::string> Names::*kind, Diff& diff) {
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() && now != after.end()) {
    if (identity_of(*old) == identity_of(*now)) {  // mostly, so that few names are looked at
      ++old, ++now;
    } else if (name_of(*old) < name_of(*now)) {
      (diff.removed.*kind).push_back(name_of(*old++));
    } else if (name_of(*now) < name_of(*old)) {
      (diff.added.*kind).push_back(name_of(*now++));
    } else {
      (diff.changed.*kind).push_back(name_of(*now));
      ++old, ++now;
    }
  }
  for (; old != before.end(); ++old) (diff.removed.*kind).push_back(name_of(*old));
  for (; now != after.end(); ++now) (diff.added.*kind).push_back(name_of(*now));
}

}  // namespace

Diff diff(const Catalog& before, const Catalog& after) {
  Diff found;
  compare(before.agents(), after.agents(), &Names::agents, found);
  compare(before.skills(), after.skills(), &Names::skills, found);
  return found;
}

}  // namespace muster::catalog
