// SPDX-License-Identifier: Apache-2.0
#include "plugin/staging.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
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
  std::string path = fmt::format("{}/{:06}-{}.so", folder_.path(), next_++, plain_stem(file));
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
