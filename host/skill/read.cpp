// SPDX-License-Identifier: Apache-2.0
#include "skill/read.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "base/beneath.h"
#include "base/codes.h"
#include "base/file.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "skill/codes.h"
#include "skill/front_matter.h"

namespace muster::skill {
namespace {

// What no list of files has, and nobody asks for by mistake.
bool leads_out(std::string_view path) {
  if (path.starts_with('/') || path.find('\0') != std::string_view::npos) return true;
  for (;;) {
    const std::string_view part = path.substr(0, path.find('/'));
    if (part == "..") return true;
    if (part.size() == path.size()) return false;
    path.remove_prefix(part.size() + 1);
  }
}

Result<const Resource*> find(const LoadedSkill& skill, std::string_view path) {
  const std::string subject = skill.descriptor.name + ": " + escaped(path);
  if (leads_out(path)) {
    return tl::unexpected(error(codes::bad_path, subject, "the path leads out of the skill"));
  }
  const auto file = std::ranges::lower_bound(skill.files, path, {}, [](const Resource& resource) {
    return std::string_view(resource.path);
  });
  if (file == skill.files.end() || file->path != path) {
    return tl::unexpected(error(codes::no_such_file, subject, "the skill has no such file"));
  }
  return &*file;
}

Error changed(std::string subject, std::string_view how) {
  return error(codes::changed, std::move(subject),
               fmt::format("changed since the skill was loaded: {}", how));
}

// Why a file is not there as it was. What this process may not read, or cannot, may be the same.
Error lost(const std::string& subject, Error reason) {
  const bool is_of_host = reason.code == muster::codes::file_unreadable.code ||
                          reason.code == muster::codes::file_denied.code;
  return is_of_host ? std::move(reason) : changed(subject, reason.message);
}

}  // namespace

Result<std::string> read_resource(const LoadedSkill& skill, std::string_view path,
                                  const std::function<void()>& meanwhile) {
  const auto file = find(skill, path);
  if (!file) return tl::unexpected(file.error());
  if (skill.text) return *skill.text;
  const auto& [name, size, hash] = **file;
  const std::string subject = skill.path + '/' + name;
  const UniqueFd folder(::open(skill.path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return tl::unexpected(lost(subject, file_error(subject, "find", errno)));
  if (meanwhile) meanwhile();
  auto content = read_beneath(folder.get(), name, size, subject);
  if (!content) return tl::unexpected(lost(subject, std::move(content.error())));
  if (content->bytes.size() != size || sha256(content->bytes) != hash) {
    return tl::unexpected(changed(subject, "it has other bytes now"));
  }
  return std::move(content->bytes);
}

Result<std::string> read_body(const LoadedSkill& skill) {
  if (skill.body) return *skill.body;
  const auto text = read_resource(skill, skill.skill_file);
  if (!text) return tl::unexpected(text.error());
  return split(*text, skill.skill_file).map([](const FrontMatter& parts) {
    return std::string(parts.body);
  });
}

}  // namespace muster::skill
