// SPDX-License-Identifier: Apache-2.0
#include "plugin/permissions.h"

#include <fmt/format.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/file.h"
#include "base/shell_word.h"
#include "base/text.h"
#include "plugin/accounts.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

namespace fs = std::filesystem;

bool is_ours(uid_t uid) { return uid == 0 || uid == ::geteuid(); }

// Whether more users may write than the mode tells: its group bits are then the most of any of
// them.
bool has_access_list(const std::string& path) {
  return ::getxattr(path.c_str(), "system.posix_acl_access", nullptr, 0) > 0;
}

// What is wrong with a file or folder, and the command that mends it.
struct Finding {
  std::string what;
  std::string hint;
};

Finding foreign(const std::string& path, const struct stat& status) {
  const uid_t own = ::geteuid();
  const std::string what =
      fmt::format("belongs to {} (mode {:04o}), not to {}", user_name(status.st_uid),
                  status.st_mode & 07777, own == 0 ? "root" : user_name(own) + " or root");
  if (own != 0) return {what, fmt::format("as root: chown {} {}", own, shell_word(path))};
  return {what, fmt::format("run the host as that user, or: chown root {}, or serve with "
                            "--permissions off",
                            shell_word(path))};
}

Finding writable(const std::string& path, const struct stat& status) {
  const std::string who = (status.st_mode & S_IWOTH) != 0
                              ? std::string("everybody")
                              : "the group " + group_name(status.st_gid);
  return {fmt::format("can be written to by {}: it belongs to {} and has mode {:04o}", who,
                      user_name(status.st_uid), status.st_mode & 07777),
          fmt::format("chmod g-w,o-w {}", shell_word(path))};
}

std::optional<Finding> find_fault(const std::string& path, const struct stat& status,
                                  Permissions mode) {
  if (!is_ours(status.st_uid)) return foreign(path, status);
  if (S_ISLNK(status.st_mode)) return std::nullopt;  // a link's mode says nothing
  if ((status.st_mode & S_IWOTH) != 0) return writable(path, status);
  const bool group_is_nobody_else = mode == Permissions::user &&
                                    is_private_group(status.st_uid, status.st_gid) &&
                                    !has_access_list(path);
  if ((status.st_mode & S_IWGRP) != 0 && !group_is_nobody_else) return writable(path, status);
  return std::nullopt;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 ? "/" : path.substr(0, slash);
}

std::optional<Error> as_error(std::optional<Finding> finding, const std::string& subject,
                              std::string_view what) {
  if (!finding) return std::nullopt;
  const std::string_view space = what.empty() ? "" : " ";
  return error(codes::file_untrusted, subject, fmt::format("{}{}{}", what, space, finding->what),
               std::move(finding->hint));
}

/// The parts of a path, the last one first.
std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const std::size_t begin = path.rfind('/') + 1;  // 0 if there is none
    const std::string_view part = path.substr(begin);
    if (!part.empty() && part != ".") parts.emplace_back(part);
    path = path.substr(0, begin == 0 ? 0 : begin - 1);
  }
  return parts;
}

}  // namespace

std::optional<Error> why_untrusted(const std::string& path, const struct stat& status,
                                   Permissions mode) {
  if (mode == Permissions::off) return std::nullopt;
  return as_error(find_fault(path, status, mode), path, {});
}

std::optional<Error> why_untrusted_folder(const std::string& folder, Permissions mode) {
  if (mode == Permissions::off) return std::nullopt;
  const auto failed = [&](int number) { return file_error(folder, "look at", number); };
  std::error_code failure;
  std::vector<std::string> rest = parts_of(fs::absolute(folder, failure).string());
  if (failure) return failed(failure.value());

  // From the top down, as the kernel goes: `at` has no link in it but for its last part.
  std::string at = "/";
  for (int links = 0;;) {
    struct stat status {};
    if (::lstat(at.c_str(), &status) != 0) return failed(errno);
    const bool is_sticky = (status.st_mode & S_ISVTX) != 0 && is_ours(status.st_uid);
    if (!is_sticky || rest.empty()) {
      const std::string what = at == folder ? std::string() : escaped(at);
      if (auto fault = as_error(find_fault(at, status, mode), folder, what)) return fault;
    }
    if (S_ISLNK(status.st_mode)) {
      constexpr int kLinks = 40;  // the kernel's own limit
      const std::string target = fs::read_symlink(at, failure).string();
      if (failure || ++links > kLinks) return failed(failure ? failure.value() : ELOOP);
      at = target.starts_with('/') ? "/" : parent_of(at);
      std::ranges::move(parts_of(target), std::back_inserter(rest));
    } else if (rest.empty()) {
      return std::nullopt;
    }
    if (rest.empty()) continue;  // a link to its own folder
    const std::string part = std::exchange(rest.back(), {});
    rest.pop_back();
    at = part == ".." ? parent_of(at) : at == "/" ? at + part : at + '/' + part;
  }
}

std::optional<Error> why_untrusted_link(const std::string& path, Permissions mode) {
  if (mode == Permissions::off) return std::nullopt;
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return file_error(path, "look at", errno);
  if (!S_ISLNK(status.st_mode)) return std::nullopt;
  return why_untrusted_folder(path, mode);  // it asks of each link and folder on the way
}

}  // namespace muster::plugin
