// SPDX-License-Identifier: Apache-2.0
#include "plugin/staging.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <utility>

#include "base/beneath.h"
#include "base/file.h"
#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/copy_bundle.h"
#include "plugin/permissions.h"

namespace muster::plugin {
namespace {

namespace fs = boost::filesystem;

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

// A name of the user's that is short and plain enough for any file system and any terminal.
std::string plain_stem(std::string_view file) {
  std::string stem(file.substr(file.rfind('/') + 1));
  if (stem.ends_with(".so")) stem.resize(stem.size() - 3);
  constexpr std::size_t kLongest = 80;
  if (stem.size() > kLongest) stem.resize(kLongest);
  std::ranges::replace_if(
      stem,
      [](char c) {
        constexpr std::string_view plain =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+";
        return plain.find(c) == std::string_view::npos;
      },
      '_');
  return stem;
}

std::string name_of(const Source& source) { return source.path.substr(source.path.rfind('/') + 1); }

/// Where the file or folder lies that a descriptor leads to, all links followed.
std::string place_of(int fd) {
  boost::system::error_code gone;
  return fs::read_symlink(fmt::format("/proc/self/fd/{}", fd), gone).string();
}

bool is_empty(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == 0;
}

/// Why somebody else could put another plugin where this one was found.
std::optional<Error> why_untrusted_way(const Source& source, int found, Permissions permissions) {
  struct stat named {};
  if (::lstat(source.path.c_str(), &named) != 0) return file_error(source.path, "look at", errno);
  const bool is_link = S_ISLNK(named.st_mode);
  if (!is_link && !source.is_bundle && source.is_root_trusted) return std::nullopt;
  if (is_link) {
    if (auto untrusted = why_untrusted_link(source.path, permissions)) return untrusted;
  }
  const std::string place = place_of(found);
  return why_untrusted_folder(
      source.is_bundle ? place : place.substr(0, std::max<std::size_t>(place.rfind('/'), 1)),
      permissions);
}

/// The same as errors that name the plugin.
tl::unexpected<std::vector<Error>> refused(const Source& source, std::vector<Error> problems) {
  for (Error& problem : problems) {
    if (problem.subject == source.path) continue;
    problem.message = fmt::format("{} {}", escaped(problem.subject), problem.message);
    problem.subject = source.path;
  }
  return tl::unexpected(std::move(problems));
}

tl::unexpected<std::vector<Error>> refused(const Source& source, Error problem) {
  return refused(source, std::vector{std::move(problem)});
}

}  // namespace

Source source_of(const std::string& path) {
  const std::string whole = path.substr(0, path.find_last_not_of('/') + 1);
  const std::size_t slash = whole.rfind('/');
  const std::string root = slash == std::string::npos ? "."
                           : slash == 0               ? "/"
                                                      : whole.substr(0, slash);
  boost::system::error_code failure;
  return {root, whole, !whole.ends_with(".so") && fs::is_directory(whole, failure)};
}

StagedCopy::StagedCopy(StagedCopy&& other) noexcept
    : top_(std::exchange(other.top_, {})),
      path_(std::move(other.path_)),
      helpers_(std::move(other.helpers_)),
      whole_(other.whole_) {}

StagedCopy::~StagedCopy() {
  boost::system::error_code left;
  if (!top_.empty()) fs::remove_all(top_, left);
}

Result<MappedFile> StagedCopy::content() const { return MappedFile::open(path_); }

Result<std::unique_ptr<Staging>> Staging::create(std::vector<std::string> parents) {
  std::string refusals;
  for (const std::string& parent : parents) {
    auto folder = PrivateFolder::make(parent);
    if (folder) return std::unique_ptr<Staging>(new Staging(*std::move(folder)));
    if (!refusals.empty()) refusals += "; ";
    refusals += fmt::format("{}: {}", escaped(parent), folder.error());
  }
  return tl::unexpected(error(codes::staging_unavailable, "staging",
                              refusals.empty() ? "no folder was named" : std::move(refusals)));
}

std::vector<std::string> Staging::default_parents(const std::string& chosen) {
  if (!chosen.empty()) return {chosen};
  std::vector<std::string> parents;
  if (const auto runtime = environment("XDG_RUNTIME_DIR"); !runtime.empty()) {
    parents.push_back(runtime + "/muster");
  }
  if (const auto state = environment("XDG_STATE_HOME"); !state.empty()) {
    parents.push_back(state + "/muster");
  } else if (const auto home = environment("HOME"); !home.empty()) {
    parents.push_back(home + "/.local/state/muster");
  }
  parents.push_back(fmt::format("/tmp/muster-{}", ::geteuid()));
  return parents;
}

Staged Staging::copy(const Source& source, std::uint64_t max_bytes, Permissions permissions) {
  struct statvfs disk {};
  if (::statvfs(folder().c_str(), &disk) == 0 && (disk.f_flag & ST_NOEXEC) != 0) {
    return refused(source, error(codes::staging_failed, source.path,
                                 fmt::format("the folder of private copies, {}, is mounted noexec",
                                             escaped(folder()))));
  }
  const auto seen = find_beneath(source.root, name_of(source));
  if (!seen) return refused(source, seen.error());
  if (auto untrusted = why_untrusted_way(source, seen->get(), permissions)) {
    return refused(source, *std::move(untrusted));
  }

  StagedCopy copy;
  copy.top_ = fmt::format("{}/{:06}-{}{}", folder(), next_++, plain_stem(source.path),
                          source.is_bundle ? "" : ".so");  // from here on it is deleted
  if (source.is_bundle) {
    auto copied = copy_bundle(seen->get(), source.path, copy.top_, max_bytes, permissions);
    if (!copied) return refused(source, std::move(copied.error()));
    copy.path_ = std::move(copied->library);
    copy.helpers_ = std::move(copied->helpers);
    copy.whole_ = copied->whole;
  } else {
    if (is_empty(seen->get())) {
      return refused(source, error(codes::file_empty, source.path, "is empty"));
    }
    auto copied = copy_file(seen->get(), source.path, copy.top_, max_bytes, permissions);
    if (!copied) return refused(source, std::move(copied.error()));
    copy.path_ = copy.top_;
    copy.whole_ = *copied;
  }
  return copy;
}

}  // namespace muster::plugin
