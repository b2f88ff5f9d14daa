// SPDX-License-Identifier: Apache-2.0
#include "skill/skill.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

namespace muster::skill {
namespace {

// The last part of a folder's path; resolved only where the path does not say it, as in ".".
std::string last_part(std::string_view folder) {
  const std::string_view part = folder.substr(folder.rfind('/') + 1);  // npos + 1 is 0
  if (!part.empty() && part != "." && part != "..") return std::string(part);
  const std::unique_ptr<char, decltype(&std::free)> resolved(
      ::realpath(std::string(folder).c_str(), nullptr), &std::free);
  if (!resolved) return std::string(part);
  const std::string_view path = resolved.get();
  return std::string(path.substr(path.rfind('/') + 1));
}

// As other programs can open it. Links stay as they are.
std::string whole_path(const std::string& path) {
  if (path.starts_with('/')) return path;
  const std::unique_ptr<char, decltype(&std::free)> here(::getcwd(nullptr, 0), &std::free);
  return here ? here.get() + ('/' + path) : path;
}

void append(std::vector<Error>& list, std::vector<Error> more) {
  std::ranges::move(more, std::back_inserter(list));
}

}  // namespace

Loaded load(const std::string& path, Mode mode) {
  const std::string folder = without_slash(path);
  auto snapshot = take_snapshot(folder);
  if (!snapshot) return {.errors = {std::move(snapshot.error())}};
  const std::string file = folder + '/' + snapshot->skill_file;
  Parsed parsed = parse(snapshot->text, file, last_part(folder), mode);
  Loaded loaded{.stamp = snapshot->stamp,
                .read_at_ns = snapshot->read_at_ns,
                .errors = std::move(parsed.errors),
                .warnings = std::move(parsed.warnings)};
  std::vector<Error>& objections = mode == Mode::strict ? loaded.errors : loaded.warnings;
  if (snapshot->beyond) objections.push_back(*std::move(snapshot->beyond));
  append(objections, std::move(snapshot->problems));
  if (!loaded.errors.empty()) return loaded;

  auto skill = std::make_shared<LoadedSkill>();
  skill->path = folder;
  skill->hash = snapshot->digest();
  skill->descriptor = *std::move(parsed.descriptor);
  skill->location = whole_path(file);
  skill->skill_file = std::move(snapshot->skill_file);
  if (parsed.body.size() <= kHeldBodyBytes) skill->body = std::move(parsed.body);
  skill->files = std::move(snapshot->files);
  skill->warnings = loaded.warnings;
  loaded.skill = std::move(skill);
  return loaded;
}

}  // namespace muster::skill
