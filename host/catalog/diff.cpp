// SPDX-License-Identifier: Apache-2.0
#include "catalog/diff.h"

#include <map>
#include <string>
#include <string_view>

namespace muster::catalog {
namespace {

/// Name to the unit that serves it.
using Served = std::map<std::string_view, const void*>;

Served agents_of(const Catalog& catalog) {
  Served served;
  for (const auto& [agent, plugin] : catalog.agents())
    served.emplace(agent->descriptor.slug, plugin);
  return served;
}

Served skills_of(const Catalog& catalog) {
  Served served;
  for (const auto& unit : catalog.skills()) served.emplace(unit->descriptor.name, unit.get());
  return served;
}

void compare(const Served& before, const Served& after, std::vector<std::string> Names::*kind,
             Diff& diff) {
  for (const auto& [name, unit] : after) {
    const auto old = before.find(name);
    if (old == before.end()) {
      (diff.added.*kind).emplace_back(name);
    } else if (old->second != unit) {
      (diff.changed.*kind).emplace_back(name);
    }
  }
  for (const auto& [name, unit] : before) {
    if (!after.contains(name)) (diff.removed.*kind).emplace_back(name);
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
