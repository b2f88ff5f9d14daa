// SPDX-License-Identifier: Apache-2.0
#include "skill/skill.h"

#include <cstdlib>

#include "base/file.h"
#include "skill/codes.h"

namespace muster::skill {
namespace {

// Generous: a body this long would fill a model's whole context.
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

// The last part of a folder's path; resolved only where the path does not say it, as in ".".
std::string last_part(std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  const std::string_view part = folder.substr(folder.rfind('/') + 1);  // npos + 1 is 0
  if (!part.empty() && part != "." && part != "..") return std::string(part);
  const std::unique_ptr<char, decltype(&std::free)> resolved(
      ::realpath(std::string(folder).c_str(), nullptr), &std::free);
  if (!resolved) return std::string(part);
  const std::string_view path = resolved.get();
  return std::string(path.substr(path.rfind('/') + 1));
}

struct SkillFile {
  std::string name;  // of the file, as diagnostics show it
  FileContent content;
};

Result<SkillFile> read_skill_file(const std::string& folder) {
  for (const char* const name : {"SKILL.md", "skill.md"}) {
    const std::string path = folder + "/" + name;
    auto content = read_file(path, kMaxBytes, path);
    if (content) return SkillFile{path, *std::move(content)};
    if (content.error().kind != Kind::not_found) return tl::unexpected(std::move(content).error());
  }
  return tl::unexpected(error(codes::no_file, folder, "the folder has no SKILL.md"));
}

}  // namespace

Loaded load(const std::string& folder, Mode mode) {
  auto file = read_skill_file(folder);
  if (!file) return {.errors = {std::move(file).error()}};
  const FileContent& content = file->content;
  Parsed parsed = parse(content.bytes, file->name, last_part(folder), mode);
  Loaded loaded{.stamp = content.stamp,
                .read_at_ns = content.read_at_ns,
                .errors = std::move(parsed.errors),
                .warnings = std::move(parsed.warnings)};
  if (!parsed.descriptor) return loaded;

  auto skill = std::make_shared<LoadedSkill>();
  skill->path = folder;
  skill->hash = sha256(content.bytes);
  skill->descriptor = *std::move(parsed.descriptor);
  skill->body = std::move(parsed.body);
  skill->warnings = loaded.warnings;
  loaded.skill = std::move(skill);
  return loaded;
}

}  // namespace muster::skill
