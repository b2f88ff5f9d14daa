// SPDX-License-Identifier: Apache-2.0
#include "catalog/diff.h"

#include <string>
#include <string_view>
#include <vector>

namespace muster::catalog {
namespace {

/// What serves a name.
struct Served {
  std::string_view name;
  const void* unit;
};

std::vector<Served> agents_of(const Catalog& catalog) {
  std::vector<Served> served;
  for (const auto& [agent, plugin] : catalog.agents()) {
    served.push_back({agent->descriptor.slug, plugin});
  }
  return served;
}

std::vector<Served> skills_of(const Catalog& catalog) {
  std::vector<Served> served;
  for (const auto& unit : catalog.skills()) served.push_back({unit->descriptor.name, unit.get()});
  return served;
}

/// Both sorted by name, as catalogs have them.
void compare(const std::vector<Served>& before, const std::vector<Served>& after,
             std::vector<std::string> Names::*kind, Diff& diff) {
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    if (now == after.end() || (old != before.end() && old->name < now->name)) {
      (diff.removed.*kind).emplace_back((old++)->name);
    } else if (old == before.end() || now->name < old->name) {
      (diff.added.*kind).emplace_back((now++)->name);
    } else {
      if (old->unit != now->unit) (diff.changed.*kind).emplace_back(now->name);
      ++old;
      ++now;
    }
  }
}

}  // namespace

Diff diff(const Catalog& before, const Catalog& after) {
  Diff found;
  compare(agents_of(before), agents_of(after), &Names::agents, found);
  compare(skills_of(before), skills_of(after), &Names::skills, found);
  return found;
}

}  // namespace muster::catalog
