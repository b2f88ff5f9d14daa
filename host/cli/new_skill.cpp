// SPDX-License-Identifier: Apache-2.0
#include "cli/new_skill.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/codes.h"
#include "cli/scaffold.h"
#include "skill/skill.h"

namespace muster::cli {
namespace {

constexpr std::pair<std::string_view, std::string_view> kTemplates[] = {
#include "cli/skill_templates.inc"
};

std::vector<ScaffoldFile> files_of(const std::string& name) {
  std::vector<ScaffoldFile> files;
  for (const auto& [file, content] : kTemplates) {
    files.push_back({std::string(file), replaced(std::string(content), "@NAME@", name)});
  }
  return files;
}

// What a validator would say of the name, of which YAML may make another one too.
Result<void> check_name(const std::string& name, const std::vector<ScaffoldFile>& files) {
  const auto bad = [&](std::string message) {
    return tl::unexpected(error(codes::new_bad_name, escaped(name), std::move(message)));
  };
  if (find_not_utf8(name)) return bad("is no name for a skill: it is not UTF-8");
  const skill::Parsed parsed =
      skill::parse(files.front().content, "SKILL.md", name, skill::Mode::strict);
  if (!parsed.errors.empty()) {
    return bad("is no name for a skill: " + escaped(parsed.errors.front().message));
  }
  return {};
}

std::string next_steps(const std::string& name) {
  return fmt::format(
      "made {0}: the skill is {0}/SKILL.md\n\n"
      "next:\n"
      "  say in it what the skill does, when to use it, and how\n"
      "  muster skills validate --strict {0}\n"
      "  muster skills read {0} --skills {0}\n"
      "  muster skills pack {0}\n",
      name);
}

}  // namespace

Result<ExitStatus> run_new_skill(const NewSkillOptions& options, const std::string& parent,
                                 Output& output) {
  const std::vector<ScaffoldFile> files = files_of(options.name);
  return check_name(options.name, files)
      .and_then([&] { return write_scaffold(parent, options.name, files); })
      .map([&] {
        tell_of_scaffold("skill", options.name, files, next_steps(options.name), output);
        return ExitStatus::done;
      });
}

}  // namespace muster::cli
