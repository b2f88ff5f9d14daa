// SPDX-License-Identifier: Apache-2.0
#include "plugin/private_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include "plugin/own_folder.h"

namespace muster::plugin {
namespace {

namespace fs = boost::filesystem;

// No host is called so: the state folders of hosts may lie beside it.
constexpr std::string_view kPrefix = "copies~";

std::string reason(int number) { return std::generic_category().message(number); }

// Tries what loading will do: write a file there and map it executable. Empty: it works.
std::string why_unfit(const std::string& folder) {
  const std::string file = folder + "/self-test";
  const UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!fd) return reason(errno);
  ::unlink(file.c_str());
  const std::array<char, 4096> page{};
  const ssize_t written = ::write(fd.get(), page.data(), page.size());
  if (written != static_cast<ssize_t>(page.size())) {
    return reason(written < 0 ? errno : ENOSPC);
  }
  void* const mapped =
      ::mmap(nullptr, page.size(), PROT_READ | PROT_EXEC, MAP_PRIVATE, fd.get(), 0);
  if (mapped == MAP_FAILED) return "is mounted noexec: " + reason(errno);
  ::munmap(mapped, page.size());
  return {};
}

// Locks a folder, never through a link. Empty: it cannot be had, or, with LOCK_NB, somebody has it.
UniqueFd lock(const std::string& folder, int operation) {
  UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd) return fd;
  int result = -1;
  do {
    result = ::flock(fd.get(), operation);
  } while (result != 0 && errno == EINTR);
  return result == 0 ? std::move(fd) : UniqueFd();
}

// Removes the folders that no living process has locked. What cannot be removed stays for the next.
void sweep(const std::string& parent) {
  boost::system::error_code ignored;
  for (fs::directory_iterator entry(parent, ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (!entry->path().filename().string().starts_with(kPrefix)) continue;
    const UniqueFd held = lock(entry->path().string(), LOCK_EX | LOCK_NB);
    boost::system::error_code left;
    if (held) fs::remove_all(entry->path(), left);
  }
}

}  // namespace

tl::expected<PrivateFolder, std::string> PrivateFolder::make(const std::string& parent) {
  if (auto ours = make_own_folder(parent); !ours) return tl::unexpected(std::move(ours.error()));
  // Absolute, so that it stays true when the program changes its working directory.
  boost::system::error_code gone;
  const std::string absolute = fs::canonical(parent, gone).string();
  if (gone) return tl::unexpected(gone.message());

  PrivateFolder folder;
  {
    // Nobody sweeps between the making of a folder and its lock.
    const UniqueFd making = lock(absolute, LOCK_EX);
    if (!making) return tl::unexpected("cannot be locked: " + reason(errno));
    sweep(absolute);
    std::string path = fmt::format("{}/{}{}-XXXXXX", absolute, kPrefix, ::getpid());
    if (::mkdtemp(path.data()) == nullptr) return tl::unexpected(reason(errno));
    folder.path_ = std::move(path);  // from here on it is removed
    folder.lock_ = lock(folder.path_, LOCK_EX | LOCK_NB);
    if (!folder.lock_) return tl::unexpected("cannot be locked: " + reason(errno));
  }
  if (auto why = why_unfit(folder.path_); !why.empty()) return tl::unexpected(std::move(why));
  return folder;
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

PrivateFolder::~PrivateFolder() {
  if (!path_.empty()) ::rmdir(path_.c_str());
}

}  // namespace muster::plugin
