// SPDX-License-Identifier: Apache-2.0
#include "cli/new_agent.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/codes.h"
#include "cli/scaffold.h"
#include "plugin/registration.h"

namespace muster::cli {
namespace {

constexpr std::pair<std::string_view, std::string_view> kTemplates[] = {
#include "cli/agent_templates.inc"
};

/// Targets that CMake keeps for itself; the plugin's target has the agent's name.
constexpr std::array<std::string_view, 13> kReserved = {
    "all",     "clean",          "depend",        "edit_cache",
    "help",    "install",        "install-local", "list_install_components",
    "package", "package_source", "preinstall",    "rebuild_cache",
    "test"};

std::optional<std::string> why_bad(const std::string& name) {
  if (!plugin::is_slug(name)) {
    return "is no name for an agent: it has 1 to 64 of a-z 0-9 . _ - and begins with a letter or a "
           "digit";
  }
  if (std::ranges::find(kReserved, name) != kReserved.end())
    return "is a word that CMake keeps for itself";
  return std::nullopt;
}

std::vector<ScaffoldFile> files_of(const NewAgentOptions& options) {
  const std::string source = options.name + (options.in_c ? ".c" : ".cpp");
  const std::string_view skipped = options.in_c ? "agent.cpp" : "agent.c";
  std::vector<ScaffoldFile> files;
  for (const auto& [name, content] : kTemplates) {
    if (name == skipped) continue;
    std::string text(content);
    text = replaced(std::move(text), "@NAME@", options.name);
    text = replaced(std::move(text), "@SOURCE@", source);
    text = replaced(std::move(text), "@LANGUAGES@", options.in_c ? "C CXX" : "CXX");
    text = replaced(std::move(text), "@VERSION@", MUSTER_VERSION);
    files.push_back({replaced(std::string(name), "agent", options.name), std::move(text)});
  }
  return files;
}

std::string next_steps(const NewAgentOptions& options) {
  return fmt::format(
      "made {0}: the agent is in {0}/{0}.{1}\n\n"
      "next:\n"
      "  cd {0}\n"
      "  cmake -B build && cmake --build build && ctest --test-dir build --output-on-failure\n"
      "  muster check build/plugins/{0}.so\n"
      "  muster call {0} '{{\"name\": \"Ada\"}}' --plugins build/plugins\n",
      options.name, options.in_c ? "c" : "cpp");
}

}  // namespace

Result<ExitStatus> run_new_agent(const NewAgentOptions& options, const std::string& parent,
                                 Output& output) {
  if (auto why = why_bad(options.name)) {
    return tl::unexpected(error(codes::new_bad_name, escaped(options.name), std::move(*why)));
  }
  const std::vector<ScaffoldFile> files = files_of(options);
  if (auto written = write_scaffold(parent, options.name, files); !written) {
    return tl::unexpected(std::move(written.error()));
  }
  tell_of_scaffold("agent", options.name, files, next_steps(options), output);
  return ExitStatus::done;
}

}  // namespace muster::cli
