// SPDX-License-Identifier: Apache-2.0
#include "support/process_state.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
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

// A thread that is past its last instruction of ours, and so may have been joined, is listed by the
// kernel for a moment more. Its flags tell (proc(5), the stat file; PF_EXITING).
bool is_exiting(const std::string& thread) {
  constexpr unsigned kExiting = 0x4;
  std::ifstream file("/proc/self/task/" + thread + "/stat");
  std::string line;
  std::getline(file, line);
  std::istringstream fields(line.substr(line.rfind(')') + 1));  // the name before may hold anything
  std::string skipped;
  unsigned flags = kExiting;  // what is gone by now has ended
  for (int i = 0; i < 6; ++i) fields >> skipped;
  fields >> flags;
  return (flags & kExiting) != 0;
}

std::size_t running_threads() {
  const std::vector<std::string> threads = names_in("/proc/self/task");
  return threads.size() - static_cast<std::size_t>(std::ranges::count_if(threads, is_exiting));
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
  return {running_threads(), open_descriptors(), mapped_below(staging_folder),
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
