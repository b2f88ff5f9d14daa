// SPDX-License-Identifier: Apache-2.0
#include "plugin/copy_bundle.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "base/beneath.h"
#include "base/codes.h"
#include "base/file.h"
#include "base/text.h"
#include "plugin/bundle.h"
#include "plugin/codes.h"
#include "plugin/permissions.h"

namespace muster::plugin {
namespace {

Result<void> copy_folder(int seen, const std::string& name, const std::string& path,
                         const std::string& to, Permissions permissions) {
  const auto folder = find_beneath(seen, name, path);
  if (!folder) return tl::unexpected(folder.error());
  struct stat status {};
  if (::fstat(folder->get(), &status) != 0) {
    return tl::unexpected(file_error(path, "look at", errno));
  }
  if (auto untrusted = why_untrusted(path, status, permissions)) {
    return tl::unexpected(std::move(*untrusted));
  }
  if (::mkdir(to.c_str(), 0700) != 0) return tl::unexpected(staging_error(path, to, errno));
  return {};
}

/// What of a bundle is copied, and where to.
struct Copying {
  int seen;
  const std::string& path;
  const std::string& to;
  Permissions permissions;
};

Result<CopiedFile> copy_member(const Copying& copying, const std::string& name,
                               std::uint64_t max_bytes) {
  const std::string file = copying.path + '/' + name;
  const auto found = find_beneath(copying.seen, name, file);
  if (!found) return tl::unexpected(found.error());
  if (auto untrusted = why_untrusted_link(file, copying.permissions)) {
    return tl::unexpected(std::move(*untrusted));
  }
  return copy_file(found->get(), file, copying.to + '/' + name, max_bytes, copying.permissions);
}

}  // namespace

tl::expected<CopiedBundle, std::vector<Error>> copy_bundle(int seen, const std::string& path,
                                                           const std::string& to,
                                                           std::uint64_t max_bytes,
                                                           Permissions permissions) {
  std::vector<Error> problems;
  const auto refuse = [&problems](Error problem) {
    problems.push_back(std::move(problem));
    return tl::unexpected(std::move(problems));
  };
  const std::string here = fmt::format("/proc/self/fd/{}", seen);
  const std::string library = library_of(path);
  CopiedBundle copied;
  copied.whole.read_at_ns = Stamp::now_ns();
  const auto content = list_bundle(here, path);
  if (!content) return refuse(content.error());
  if (!std::ranges::binary_search(content->files, library)) {
    return refuse(error(
        codes::bundle_no_plugin, path,
        fmt::format("is a folder with libraries, but has no {} among them", escaped(library))));
  }

  if (::mkdir(to.c_str(), 0700) != 0) return refuse(staging_error(path, to, errno));
  for (const std::string& name : content->folders) {
    auto made = copy_folder(seen, name, path + '/' + name, to + '/' + name, permissions);
    if (!made) problems.push_back(std::move(made.error()));
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));  // files need their folders
  Sha256Stream hash;
  std::uint64_t size = 0;
  for (const std::string& name : content->files) {
    auto copy = copy_member({seen, path, to, permissions}, name, max_bytes - size);
    if (!copy && copy.error().code == muster::codes::file_too_large.code) {
      return refuse(error(codes::bundle_too_large, path,
                          fmt::format("has more than {} bytes in all", max_bytes)));
    }
    if (!copy) {
      problems.push_back(std::move(copy.error()));
      if (problems.back().kind == Kind::unavailable) break;  // the next would say the same
      continue;
    }
    size += copy->stamp.size;
    // No name has a NUL, and the rest has a fixed length.
    const std::string line =
        fmt::format("{}{}{:016x}{}", name, '\0', copy->stamp.size, copy->hash.hex());
    hash.add(std::as_bytes(std::span(line)));
    if (name != library && is_library_name(name)) copied.helpers.push_back(to + '/' + name);
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  // Each file was whole; the files together are, if none came, went or changed meanwhile.
  const auto now = list_bundle(here, path);
  if (!now || now->stamp != content->stamp) {
    return refuse(
        error(codes::file_changing, path, "changed while it was read: it is still being written"));
  }
  copied.library = to + '/' + library;
  copied.whole.hash = hash.finish();
  copied.whole.stamp = content->stamp;
  return copied;
}

}  // namespace muster::plugin
