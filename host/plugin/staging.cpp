// SPDX-License-Identifier: Apache-2.0
#include "plugin/staging.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/codes.h"
#include "base/file.h"
#include "base/text.h"
#include "base/unique_fd.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

std::string reason(int number) { return std::generic_category().message(number); }

// ---- the folder

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

// Makes a folder and those on the way that are missing, for this user alone.
int make_folders(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    if (::mkdir(path.substr(0, slash).c_str(), 0700) != 0 && errno != EEXIST) return errno;
    if (slash == std::string::npos) return 0;
  }
}

// Why a folder cannot hold the copies of this user; empty: it can.
std::string why_not_ours(const std::string& folder) {
  struct stat status {};
  if (::lstat(folder.c_str(), &status) != 0) return reason(errno);
  if (!S_ISDIR(status.st_mode)) return fmt::format("is {}", file_type_name(status.st_mode));
  if (status.st_uid != ::geteuid()) {
    return fmt::format("belongs to user {}, not to {}", status.st_uid, ::geteuid());
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    return fmt::format("is writable by others (mode {:04o})", status.st_mode & 07777);
  }
  return {};
}

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

// A fresh folder of this process below `parent`, or why there is none.
tl::expected<std::string, std::string> make_private_folder(const std::string& parent) {
  if (const int number = make_folders(parent); number != 0) return tl::unexpected(reason(number));
  if (auto why = why_not_ours(parent); !why.empty()) return tl::unexpected(std::move(why));
  // Absolute, so that it stays true when the program changes its working directory.
  std::error_code gone;
  const std::string absolute = std::filesystem::canonical(parent, gone).string();
  if (gone) return tl::unexpected(gone.message());

  std::string folder = fmt::format("{}/host-{}-XXXXXX", absolute, ::getpid());
  if (::mkdtemp(folder.data()) == nullptr) return tl::unexpected(reason(errno));
  if (auto why = why_unfit(folder); !why.empty()) {
    ::rmdir(folder.c_str());
    return tl::unexpected(std::move(why));
  }
  return folder;
}

// ---- the copy

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

tl::unexpected<Error> unreadable(const std::string& file, std::string_view verb, int number) {
  return tl::unexpected(file_error(file, verb, number));
}

// Whether the file is one to be copied, from its status alone.
std::optional<Error> why_refused(const struct stat& status, const std::string& file,
                                 std::uint64_t max_bytes) {
  if (!S_ISREG(status.st_mode)) {
    return not_regular_error(file, status.st_mode);
  }
  struct stat own {};
  if (::stat("/proc/self/exe", &own) == 0 && own.st_dev == status.st_dev &&
      own.st_ino == status.st_ino) {
    return error(codes::file_own_program, file, "is the program of this host");
  }
  if (status.st_size == 0) return error(codes::file_empty, file, "is empty");
  if (static_cast<std::uint64_t>(status.st_size) > max_bytes) {
    return error(muster::codes::file_too_large, file,
                 fmt::format("is {} bytes long; the limit is {}", status.st_size, max_bytes));
  }
  return std::nullopt;
}

int write_all(int fd, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return 0;
}

}  // namespace

StagedCopy::StagedCopy(StagedCopy&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      hash_(other.hash_),
      stamp_(other.stamp_),
      read_at_ns_(other.read_at_ns_) {}

StagedCopy::~StagedCopy() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<std::vector<std::byte>> StagedCopy::bytes() const {
  const auto failed = [&](int number) {
    return tl::unexpected(error(codes::staging_failed, path_,
                                fmt::format("cannot read the private copy: {}", reason(number))));
  };
  const UniqueFd fd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return failed(errno);
  std::vector<std::byte> bytes(stamp_.size);  // copied byte by byte: the size is proven
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::read(fd.get(), bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failed(count < 0 ? errno : EIO);
    done += static_cast<std::size_t>(count);
  }
  return bytes;
}

Result<std::unique_ptr<Staging>> Staging::create(std::vector<std::string> parents) {
  std::string refusals;
  for (const std::string& parent : parents) {
    auto folder = make_private_folder(parent);
    if (folder) {
      std::unique_ptr<Staging> staging(new Staging);
      staging->folder_ = std::move(*folder);
      return staging;
    }
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

Staging::~Staging() { ::rmdir(folder_.c_str()); }

Result<StagedCopy> Staging::copy(const std::string& file, std::uint64_t max_bytes) {
  // O_PATH looks without opening: to open a device may set it off.
  const UniqueFd seen(::open(file.c_str(), O_PATH | O_CLOEXEC));
  if (!seen) return unreadable(file, "open", errno);
  struct stat status {};
  if (::fstat(seen.get(), &status) != 0) return unreadable(file, "look at", errno);
  if (auto refusal = why_refused(status, file, max_bytes))
    return tl::unexpected(std::move(*refusal));

  const UniqueFd in(::open(fmt::format("/proc/self/fd/{}", seen.get()).c_str(),
                           O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!in) return unreadable(file, "open", errno);

  StagedCopy copy;
  copy.read_at_ns_ = Stamp::now_ns();
  copy.stamp_ = Stamp::of(status);
  std::string path = fmt::format("{}/{:06}-{}.so", folder_, next_++, plain_stem(file));
  const auto failed = [&](int number) {
    return tl::unexpected(error(codes::staging_failed, file,
                                fmt::format("cannot write {}: {}", path, reason(number))));
  };
  const UniqueFd out(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!out) return failed(errno);
  copy.path_ = path;  // from here on it is deleted

  Sha256Stream hash;
  std::vector<std::byte> buffer(256 * 1024);
  std::uint64_t size = 0;
  // A file that grows for ever is left once it is larger than it claimed.
  while (size <= copy.stamp_.size) {
    const ssize_t count = ::read(in.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(file, "read", errno);
    if (count == 0) break;
    const auto piece = std::span(buffer).first(static_cast<std::size_t>(count));
    hash.add(piece);
    if (const int number = write_all(out.get(), piece); number != 0) return failed(number);
    size += piece.size();
  }
  copy.hash_ = hash.finish();

  if (::fstat(in.get(), &status) != 0) return unreadable(file, "look at", errno);
  if (size != copy.stamp_.size || Stamp::of(status) != copy.stamp_) {
    return tl::unexpected(
        error(codes::file_changing, file, "changed while it was read: it is still being written"));
  }
  return copy;
}

}  // namespace muster::plugin
