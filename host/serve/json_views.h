// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_JSON_VIEWS_H
#define MUSTER_SERVE_JSON_VIEWS_H

#include <string>
#include <vector>

#include <muster/descriptor.h>
#include <muster/error.h>
#include <muster/report.h>
#include "base/json.h"
#include "serve/api.h"

/// Every object that scripts read, from the socket or from a command with --json, apart from the
/// report and the result, which the facade writes. Keys are stable: they may be added, never
/// changed.
namespace muster::serve {

[[nodiscard]] json::Object view(const Error& error);
[[nodiscard]] json::Object view(const AgentInfo& agent);
/// Without the list of its files, which is as long as its author wants.
[[nodiscard]] json::Object view(const SkillInfo& skill);
[[nodiscard]] json::Object view(const SkillFile& file);
/// view() of the skill, with "files" and "body".
[[nodiscard]] json::Object view(const ActiveSkill& skill);
[[nodiscard]] json::Object view(const PluginInfo& plugin);
[[nodiscard]] json::Object view(const FileReport& file);
[[nodiscard]] json::Object view(const Retained& retained);
[[nodiscard]] json::Object view(const Quarantined& quarantined);
[[nodiscard]] json::Object view(const Load& load);
/// to_json() of the report, and "verdict", the line that people read first.
[[nodiscard]] json::Object view(const ReloadReport& report);

/// An array of views.
template <class T>
[[nodiscard]] json::Array views(const std::vector<T>& items) {
  json::Array array;
  array.reserve(items.size());
  for (const T& item : items) array.push_back(view(item));
  return array;
}

/// What `muster status` shows.
[[nodiscard]] json::Object status_view(const Api& host);

/// The result object of a call whose agent failed; `called` holds the error.
[[nodiscard]] json::Object failed_call_view(const std::string& slug, const Called& called);

}  // namespace muster::serve

#endif
