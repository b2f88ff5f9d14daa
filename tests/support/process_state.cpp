// SPDX-License-Identifier: Apache-2.0
#include "support/process_state.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <string_view>

namespace muster::test {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> open_descriptors() {
  std::vector<std::string> targets;
  for (const std::string& number : names_in("/proc/self/fd")) {
    std::error_code gone;  // the descriptor that listed the folder
    const fs::path target = fs::read_symlink("/proc/self/fd/" + number, gone);
    if (!gone) targets.push_back(target.string());
  }
  std::sort(targets.begin(), targets.end());
  return targets;
}

std::vector<std::string> mapped_below(const std::string& folder) {
  std::vector<std::string> files;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const std::size_t path = line.find('/');
    if (path != std::string::npos &&
        std::string_view(line).substr(path).starts_with(folder + '/')) {
      files.push_back(line.substr(path));
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

void print(std::ostream& out, std::string_view title, const std::vector<std::string>& lines) {
  out << '\n' << title << ": " << lines.size();
  for (const std::string& line : lines) out << "\n  " << line;
}

}  // namespace

ProcessState ProcessState::now(const std::string& staging_folder) {
  return {names_in("/proc/self/task").size(), open_descriptors(), mapped_below(staging_folder),
          names_in(staging_folder)};
}

std::ostream& operator<<(std::ostream& out, const ProcessState& state) {
  out << "threads: " << state.threads;
  print(out, "descriptors", state.descriptors);
  print(out, "mapped", state.mapped);
  print(out, "staged", state.staged);
  return out;
}

}  // namespace muster::test
