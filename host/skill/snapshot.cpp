// SPDX-License-Identifier: Apache-2.0
#include "skill/snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "base/beneath.h"
#include "base/codes.h"
#include "base/file.h"
#include "base/unique_fd.h"
#include "skill/codes.h"

namespace muster::skill {
namespace {

// One reading of a folder, which may have changed under it.
class Reading {
 public:
  Reading(int folder, const std::string& subject) : folder_(folder), subject_(subject) {}

  Result<Snapshot> read() {
    snapshot_.read_at_ns = Stamp::now_ns();
    Listing listing = list_files(folder_, subject_);
    snapshot_.sightings = std::move(listing.sightings);
    snapshot_.stamp = listing.stamp;
    snapshot_.problems = std::move(listing.problems);
    snapshot_.beyond = std::move(listing.beyond);
    if (auto read = read_skill_file(); !read) return tl::unexpected(std::move(read.error()));
    for (const std::string& path : listing.files) {
      if (snapshot_.beyond) break;
      if (path != snapshot_.skill_file) read_file_at(path);
    }
    // What cannot be read for want of descriptors, or by a failing disk, may be read the next time,
    // and the skill would be another one without it.
    const auto passing = std::ranges::find(snapshot_.problems, Kind::unavailable, &Error::kind);
    if (passing != snapshot_.problems.end()) return tl::unexpected(std::move(*passing));
    if (snapshot_.beyond)
      std::erase_if(snapshot_.files,
                    [this](const Resource& file) { return file.path != snapshot_.skill_file; });
    std::ranges::sort(snapshot_.files, {}, &Resource::path);
    std::ranges::stable_sort(snapshot_.problems, {}, &Error::subject);
    return std::move(snapshot_);
  }

 private:
  // It is asked for by name, whether it was listed or not: a folder may be one that can be entered
  // and not be listed.
  Result<void> read_skill_file() {
    for (const char* const name : kSkillFileNames) {
      auto content = read_beneath(folder_, name, kSkillFileBytes, subject_ + '/' + name);
      if (content) {
        add(name, content->bytes);
        snapshot_.skill_file = name;
        snapshot_.text = std::move(content->bytes);
        return {};
      }
      if (content.error().code != muster::codes::file_missing.code) {
        return tl::unexpected(std::move(content.error()));
      }
    }
    return tl::unexpected(error(codes::no_file, subject_, "the folder has no SKILL.md"));
  }

  void read_file_at(const std::string& path) {
    const auto content = read_beneath(folder_, path, kBytesMax, subject_ + '/' + path);
    if (content) {
      add(path, content->bytes);
    } else {
      snapshot_.problems.push_back(content.error());
    }
  }

  void add(const std::string& path, std::string_view bytes) {
    size_ += bytes.size();
    if (size_ > kBytesMax) {  // it grew since it was listed, or is of no size that could be listed
      snapshot_.beyond = error(codes::too_large, subject_,
                               fmt::format("has files of more than {} bytes in all", kBytesMax));
    }
    snapshot_.files.push_back({path, bytes.size(), sha256(bytes)});
  }

  int folder_;
  const std::string& subject_;
  std::uint64_t size_ = 0;
  Snapshot snapshot_;
};

bool agree(const Snapshot& one, const Snapshot& other) {
  return one.stamp == other.stamp && one.files == other.files && one.problems == other.problems;
}

}  // namespace

Sha256 Snapshot::digest() const {
  Sha256Stream stream;
  for (const Resource& file : files) {
    // No path has a NUL, and the rest has a fixed length.
    const std::string line =
        fmt::format("{}{}{:016x}{}", file.path, '\0', file.size, file.hash.hex());
    stream.add(std::as_bytes(std::span(line)));
  }
  return stream.finish();
}

Result<Snapshot> take_snapshot(const std::string& folder, const std::function<void()>& meanwhile) {
  // Held open: what is put in the folder's place later is for the next snapshot.
  const UniqueFd opened(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!opened) return tl::unexpected(file_error(folder, "open", errno));
  const auto read = [&] {
    auto snapshot = Reading(opened.get(), folder).read();
    if (meanwhile) meanwhile();
    return snapshot;
  };

  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    auto snapshot = read();
    if (!snapshot) return snapshot;
    if (snapshot->stamp.settled_at(snapshot->read_at_ns)) {
      // Whatever changed since the reading began has moved a stamp.
      if (is_as_seen(opened.get(), ".", snapshot->sightings)) return snapshot;
      continue;
    }
    // A change may have left a stamp as it was. But if two readings in a row are equal, then all
    // that was read was there at once between them.
    const auto again = read();
    if (again && agree(*snapshot, *again)) return snapshot;
  }
  return tl::unexpected(
      error(codes::changing, folder, "changed while it was read: it is still being written"));
}

}  // namespace muster::skill
