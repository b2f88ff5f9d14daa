// SPDX-License-Identifier: Apache-2.0
#include "package/unpack.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "package/codes.h"
#include "package/directory.h"
#include "package/draft.h"
#include "package/path.h"
#include "package/place.h"
#include "package/zip.h"
#include "skill/listing.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;

Unpacked refused(Error error) { return {.errors = {std::move(error)}}; }

// The folders of a good package that have no files.
std::vector<Error> left_out(std::string_view bytes, const std::vector<File>& files,
                            const std::string& subject) {
  std::vector<Error> told;
  const auto entries = read_directory(bytes, subject).value_or(std::vector<DirectoryEntry>{});
  for (const DirectoryEntry& entry : entries) {
    const std::string path(entry.name);
    const bool is_empty = entry.is_folder && std::ranges::none_of(files, [&](const File& file) {
                            return file.path.starts_with(path + '/');
                          });
    if (is_empty) {
      told.push_back(error(codes::left_out, subject + ": " + path,
                           "is a folder without files, which is not unpacked"));
    }
  }
  return told;
}

// What the skill's folder will be called. Whether the skill is any good is found where it lies.
Result<std::string> name_of(const std::vector<File>& files, const std::string& subject) {
  for (const char* const name : skill::kSkillFileNames) {
    const auto file = std::ranges::find(files, name, &File::path);
    if (file == files.end()) continue;
    const std::string place = subject + '/' + name;
    skill::Parsed parsed = skill::parse(file->bytes, place, {}, skill::Mode::lenient);
    if (!parsed.descriptor) return tl::unexpected(std::move(parsed.errors.front()));
    std::string& found = parsed.descriptor->name;
    if (const std::string fault = folder_fault(found); !fault.empty()) {
      return tl::unexpected(
          error(codes::bad_name, place, fmt::format("the name \"{}\" {}", escaped(found), fault)));
    }
    return std::move(found);
  }
  return tl::unexpected(error(codes::no_skill, subject, "has no SKILL.md"));
}

// Only a skill gives way to a skill: the name of the folder is the package's choice.
Result<void> check_place(const std::string& place, bool force) {
  std::error_code none;
  if (!fs::exists(fs::symlink_status(place, none))) return {};
  if (!force) return tl::unexpected(error(codes::exists, escaped(place), "is there already"));
  const bool is_skill = std::ranges::any_of(skill::kSkillFileNames, [&](const char* name) {
    return fs::exists(place + '/' + name, none);
  });
  if (is_skill) return {};
  return tl::unexpected(error(codes::not_replaced, escaped(place), "is there, and is no skill"));
}

// Diagnostics speak of the package, not of the folder where it was looked at.
std::vector<Error> told_of(std::vector<Error> errors, const std::string& folder,
                           const std::string& subject) {
  for (Error& error : errors) {
    if (error.subject.starts_with(folder)) error.subject.replace(0, folder.size(), subject);
  }
  return errors;
}

Unpacked place(const std::vector<File>& files, const std::string& name, const std::string& subject,
               const std::string& destination, const UnpackOptions& options) {
  const std::string target = destination + '/' + name;
  if (auto is_free = check_place(target, options.force); !is_free) {
    return refused(std::move(is_free.error()));
  }
  Draft draft(destination);
  const auto folder = draft.write(name, files);
  if (!folder) return refused(folder.error());
  skill::Loaded loaded = skill::load(*folder, options.mode);
  Unpacked unpacked{.errors = told_of(std::move(loaded.errors), *folder, subject),
                    .warnings = told_of(std::move(loaded.warnings), *folder, subject)};
  if (!unpacked.errors.empty()) return unpacked;
  const Replace replace = options.force ? Replace::folder : Replace::nothing;
  if (auto placed = put_in_place(*folder, target, replace); !placed) {
    return refused(std::move(placed.error()));
  }
  auto skill = std::make_shared<skill::LoadedSkill>(*loaded.skill);
  skill->path = target;
  skill->location = fs::absolute(target).string() + '/' + skill->skill_file;
  skill->warnings = unpacked.warnings;
  unpacked.skill = std::move(skill);
  return unpacked;
}

}  // namespace

Unpacked unpack(const std::string& file, const std::string& destination,
                const UnpackOptions& options) {
  const auto content = read_file(file, kPackageBytes, escaped(file));
  if (!content) return refused(content.error());
  return unpack_bytes(content->bytes, escaped(file), destination, options);
}

Unpacked unpack_bytes(std::string_view bytes, const std::string& subject,
                      const std::string& destination, const UnpackOptions& options) {
  auto content = read_zip(bytes, subject);
  if (!content) return refused(content.error());
  std::vector<Error> warnings = left_out(bytes, *content, subject);
  const auto files = without_top(*std::move(content), subject);
  if (!files) return refused(files.error());
  const auto name = name_of(*files, subject);
  if (!name) return refused(name.error());
  Unpacked unpacked = place(*files, *name, subject, skill::without_slash(destination), options);
  std::ranges::move(warnings, std::back_inserter(unpacked.warnings));
  return unpacked;
}

}  // namespace muster::package
