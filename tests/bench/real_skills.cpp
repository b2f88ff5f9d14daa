// SPDX-License-Identifier: Apache-2.0
#include "bench/real_skills.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/file.h"

namespace muster::bench {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMost = std::size_t{1} << 20;

// Eight thousand bytes with five fields: the median of the real ones.
std::string made_up() {
  std::string text =
      "---\nname: made-up\ndescription: Does what a skill of the usual length does. Use when "
      "there are no real ones.\nlicense: Apache-2.0\nversion: 1.0\nauthor: nobody\n---\n";
  while (text.size() < 8'000) text += "A line of the body, as long as such lines are.\n";
  return text;
}

std::vector<std::string> texts() {
  std::vector<fs::path> files;
  std::error_code absent;
  for (fs::recursive_directory_iterator entry(MUSTER_SKILLS_CORPUS, absent), end;
       !absent && entry != end; entry.increment(absent)) {
    if (entry->path().filename() == "SKILL.md") files.push_back(entry->path());
  }
  std::ranges::sort(files);
  std::vector<std::string> texts;
  for (const fs::path& file : files) {
    auto content = read_file(file, kMost, file);
    if (content && content->bytes.find("\nname:") != std::string::npos) {
      texts.push_back(std::move(content->bytes));
    }
  }
  if (texts.empty()) texts.push_back(made_up());
  return texts;
}

std::string renamed(std::string text, const std::string& name) {
  const std::size_t line = text.find("\nname:") + 1;
  return text.replace(line, text.find('\n', line) - line, "name: " + name);
}

}  // namespace

std::vector<std::string> write_skills(const test::TempDir& root, std::size_t count) {
  const std::vector<std::string> all = texts();
  std::vector<std::string> files;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = fmt::format("skill-{:04}", i);
    files.push_back(root.write(name + "/SKILL.md", renamed(all[i % all.size()], name)));
  }
  return files;
}

}  // namespace muster::bench
