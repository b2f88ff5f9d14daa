// SPDX-License-Identifier: Apache-2.0
#include "package/draft.h"

#include <fcntl.h>
#include <stdlib.h>  // mkdtemp
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <system_error>

#include "base/open_folder.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = ".muster-draft-";

// 0, or the system's error number.
int write_new(const std::string& path, const File& file) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                           file.is_executable ? 0777 : 0666));
  if (!fd) return errno;
  for (std::string_view rest = file.bytes; !rest.empty();) {
    const ssize_t written = ::write(fd.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

bool is_there(const std::string& path) {
  std::error_code none;
  return fs::exists(fs::symlink_status(path, none));
}

// The lock of a draft; none if somebody else has it, or nobody can have one here.
UniqueFd locked(const std::string& path, int how) {
  UniqueFd folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (folder && ::flock(folder.get(), how) != 0) return UniqueFd();
  return folder;
}

// Whether nobody needs a draft any more. One is kept that has what was aside for the moment, where
// a file system can only rename (place.cpp).
bool is_abandoned(const UniqueFd& draft, const std::string& path) {
  struct stat status {};
  std::error_code none;
  if (::fstat(draft.get(), &status) != 0 || status.st_uid != ::geteuid()) return false;
  for (fs::directory_iterator entry(path, none), end; entry != end; entry.increment(none)) {
    if (entry->path().native().ends_with('~')) return false;
  }
  return true;
}

void remove_abandoned(const std::string& parent) {
  const OpenFolder folder(::opendir(parent.c_str()));
  if (!folder) return;
  while (const dirent* const entry = ::readdir(folder.get())) {
    if (!std::string_view(entry->d_name).starts_with(kPrefix)) continue;
    const std::string path = parent + '/' + entry->d_name;
    const UniqueFd draft = locked(path, LOCK_EX | LOCK_NB);
    std::error_code left;
    if (draft && is_abandoned(draft, path)) fs::remove_all(path, left);
  }
}

}  // namespace

Draft::Draft(const std::string& parent) : parent_(parent) {
  remove_abandoned(parent);
  do {
    make();
  } while (!path_.empty() && !is_there(path_));  // taken for abandoned before it had its lock
}

void Draft::make() {
  path_ = parent_ + '/' + std::string(kPrefix) + "XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) {
    failure_ = errno;
    path_.clear();
  } else {
    lock_ = locked(path_, LOCK_EX);
  }
}

Draft::~Draft() {
  std::error_code left;
  if (!path_.empty()) fs::remove_all(path_, left);
}

Result<std::string> Draft::write(const std::string& name, const std::vector<File>& files) {
  for (const File& file : files) {
    if (auto written = write({name + '/' + file.path, file.bytes, file.is_executable}); !written) {
      return written;
    }
  }
  return path_ + '/' + name;
}

Result<std::string> Draft::write(const File& file) {
  if (failure_ != 0) return tl::unexpected(unwritable(parent_, failure_));
  const std::string path = path_ + '/' + file.path;
  std::error_code failure;
  fs::create_directories(fs::path(path).parent_path(), failure);
  if (failure) return tl::unexpected(unwritable(file.path, failure.value()));
  if (const int number = write_new(path, file); number != 0) {
    return tl::unexpected(unwritable(file.path, number));
  }
  return path;
}

}  // namespace muster::package
