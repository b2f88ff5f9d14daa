// SPDX-License-Identifier: Apache-2.0
#include "package/pack.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>

#include "base/beneath.h"
#include "base/file.h"
#include "base/unique_fd.h"
#include "package/codes.h"
#include "package/draft.h"
#include "package/place.h"
#include "package/zip.h"
#include "skill/listing.h"
#include "skill/read.h"

namespace muster::package {
namespace {

Result<bool> is_executable(const std::string& folder, const std::string& path) {
  const auto found = find_beneath(folder, path);
  if (!found) return tl::unexpected(found.error());
  struct stat status {};
  if (::fstat(found->get(), &status) != 0) {
    return tl::unexpected(file_error(folder + '/' + path, "look at", errno));
  }
  return (status.st_mode & S_IXUSR) != 0;
}

// By the skill's list, which is sorted, with the bytes of its digests.
Result<std::vector<File>> files_of(const skill::LoadedSkill& skill) {
  std::vector<File> files;
  for (const skill::Resource& resource : skill.files) {
    auto bytes = skill::read_resource(skill, resource.path);
    if (!bytes) return tl::unexpected(std::move(bytes.error()));
    const auto executable = is_executable(skill.path, resource.path);
    if (!executable) return tl::unexpected(executable.error());
    files.push_back({skill.descriptor.name + '/' + resource.path, *std::move(bytes), *executable});
  }
  return files;
}

Result<std::string> packed_bytes(const skill::LoadedSkill& skill) {
  return files_of(skill)
      .and_then([&](const std::vector<File>& files) { return write_zip(files, skill.path); })
      .and_then([&](const std::string& bytes) {
        // What nobody could unpack is not handed out.
        return read_zip(bytes, skill.path).map([&](const auto&) { return bytes; });
      });
}

// What is no file of the skill, but of its folder.
std::vector<Error> left_out(const skill::LoadedSkill& skill) {
  const skill::Listing listing = skill::list_files(skill.path);
  std::vector<Error> told;
  for (const std::string& path : listing.folders) {
    const bool has_files = std::ranges::any_of(skill.files, [&](const skill::Resource& file) {
      return file.path.starts_with(path + '/');
    });
    if (!has_files) {
      told.push_back(error(codes::left_out, skill.path + '/' + path,
                           "is a folder without files, which is not packed"));
    }
  }
  for (const std::string& path : listing.passed_over) {
    told.push_back(
        error(codes::left_out, skill.path + '/' + path, "is no part of a skill, and not packed"));
  }
  return told;
}

}  // namespace

Packed pack(const std::string& folder) {
  skill::Loaded loaded = skill::load(folder, skill::Mode::strict);
  if (!loaded.skill) return {.errors = std::move(loaded.errors)};
  auto bytes = packed_bytes(*loaded.skill);
  if (!bytes) return {.errors = {std::move(bytes.error())}};
  Packed packed{.skill = std::move(loaded.skill), .bytes = *std::move(bytes)};
  packed.hash = sha256(packed.bytes);
  packed.warnings = packed.skill->warnings;
  std::ranges::move(left_out(*packed.skill), std::back_inserter(packed.warnings));
  return packed;
}

Result<void> save(const Packed& packed, const std::string& file, bool force) {
  const std::filesystem::path path = file;
  const std::string parent = path.has_parent_path() ? path.parent_path().string() : ".";
  Draft draft(parent);
  return draft.write(File{path.filename(), packed.bytes}).and_then([&](const std::string& written) {
    return put_in_place(written, file, force ? Replace::file : Replace::nothing);
  });
}

}  // namespace muster::package
