// SPDX-License-Identifier: Apache-2.0
#include "cli/new_agent.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/codes.h"
#include "plugin/registration.h"

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

struct File {
  std::string name;
  std::string content;
};

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

std::string replaced(std::string text, std::string_view word, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size()) {
    text.replace(at, word.size(), by);
  }
  return text;
}

std::vector<File> files_of(const NewAgentOptions& options) {
  const std::string source = options.name + (options.in_c ? ".c" : ".cpp");
  const std::string_view skipped = options.in_c ? "agent.cpp" : "agent.c";
  std::vector<File> files;
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

/// What is written before it has its name, and goes if it never gets it.
class Draft {
 public:
  explicit Draft(const std::string& parent) : path_(parent + "/.muster-new-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) failure_ = errno;
  }
  ~Draft() {
    std::error_code left;
    if (!path_.empty()) fs::remove_all(path_, left);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(const File& file) {
    if (failure_ != 0) return;
    std::ofstream out(path_ + '/' + file.name, std::ios::binary);
    out << file.content;
    out.close();
    if (!out) failure_ = errno == 0 ? EIO : errno;
  }

  /// 0, or the system's error number.
  int publish(const std::string& folder) {
    std::error_code failure;
    // Others may read a project; mkdtemp makes it private.
    if (failure_ == 0) fs::permissions(path_, fs::perms(0755), failure);
    if (failure_ == 0 && !failure) fs::rename(path_, folder, failure);
    if (failure_ == 0 && failure) failure_ = failure.value();
    if (failure_ == 0) path_.clear();
    return failure_;
  }

 private:
  std::string path_;  // empty: published
  int failure_ = 0;   // the first
};

tl::unexpected<Error> refused(const Code& code, const std::string& name, std::string message) {
  return tl::unexpected(error(code, escaped(name), std::move(message)));
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
    return refused(codes::new_bad_name, options.name, std::move(*why));
  }
  const std::string folder = parent + '/' + options.name;
  std::error_code none;
  if (fs::exists(fs::symlink_status(folder, none))) {
    return refused(codes::new_exists, options.name, "is there already");
  }
  Draft draft(parent);
  const std::vector<File> files = files_of(options);
  for (const File& file : files) draft.write(file);
  if (const int number = draft.publish(folder); number != 0) {
    return refused(codes::new_unwritable, options.name,
                   "cannot be made here: " + std::generic_category().message(number));
  }
  if (output.json) {
    json::Array names;
    for (const File& file : files) names.emplace_back(options.name + '/' + file.name);
    output.write(json::Object{{"agent", options.name}, {"files", std::move(names)}});
  } else {
    output.out << next_steps(options);
  }
  return ExitStatus::done;
}

}  // namespace muster::cli
