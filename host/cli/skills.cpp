// SPDX-License-Identifier: Apache-2.0
#include "cli/skills.h"

#include <muster/skill.h>

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "cli/codes.h"
#include "cli/list.h"
#include "cli/read_json.h"
#include "cli/skill_text.h"
#include "serve/list_query.h"
#include "serve/target.h"

namespace muster::cli {
namespace {

std::string target_of(const std::string& name) {
  return "/v1/skills/" + serve::encode_segment(name);
}

// What of a skill is for a prompt.
SkillInfo info_of(const json::Value& skill) {
  SkillInfo info;
  info.descriptor.name = text_at(skill, "name");
  info.descriptor.description = text_at(skill, "description");
  info.location = text_at(skill, "location");
  return info;
}

std::string file_target(const SkillsReadOptions& options) {
  std::string target = target_of(options.name) + "/files";
  std::string_view rest = options.file;
  for (;;) {
    const std::string_view segment = rest.substr(0, rest.find('/'));
    target += '/' + serve::encode_segment(segment);
    if (segment.size() == rest.size()) return target;
    rest.remove_prefix(segment.size() + 1);
  }
}

Result<std::string> read(const SkillsReadOptions& options, Peer& host) {
  if (!options.file.empty()) return host.get_bytes(file_target(options));
  return host.get(target_of(options.name)).map([](const json::Value& skill) {
    return text_at(skill, "body");
  });
}

}  // namespace

Result<ExitStatus> run_skills_list(const SkillsListOptions& options, Peer& host, Output& output) {
  if (!options.prompt) {
    return run_list({options.where, "skills", options.filter}, host, output);
  }
  const auto skills = host.get("/v1/skills" + serve::list_query(options.filter));
  if (!skills) return tl::unexpected(skills.error());
  std::vector<SkillInfo> infos;
  for (const json::Value& skill : items_of(*skills)) infos.push_back(info_of(skill));
  const std::string text = available_skills(infos);
  if (output.json) {
    output.write(json::Object{{"prompt", text}});
  } else {
    output.out << (output.is_terminal ? for_terminal(text) : text);
  }
  return ExitStatus::done;
}

Result<ExitStatus> run_skills_show(const SkillsShowOptions& options, Peer& host, Output& output) {
  const auto skill = host.get(target_of(options.name));
  if (!skill) return tl::unexpected(skill.error());
  if (output.json) {
    output.write(*skill);
  } else {
    output.out << skill_text(*skill);
  }
  return ExitStatus::done;
}

Result<ExitStatus> run_skills_read(const SkillsReadOptions& options, Peer& host, Output& output) {
  const auto bytes = read(options, host);
  if (!bytes) return tl::unexpected(bytes.error());
  if (!output.json) {
    output.out << (output.is_terminal ? for_terminal(*bytes) : *bytes);
    return ExitStatus::done;
  }
  if (find_not_utf8(*bytes)) {
    return tl::unexpected(error(codes::not_text, escaped(options.name + ": " + options.file),
                                "is not UTF-8, and JSON has no other texts"));
  }
  output.write(json::Object{{"name", options.name}, {"file", options.file}, {"text", *bytes}});
  return ExitStatus::done;
}

}  // namespace muster::cli
