// SPDX-License-Identifier: Apache-2.0
#include "files/walk.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <memory>
#include <muster/failure.hpp>
#include <tuple>
#include <vector>

namespace files {
namespace {

struct CloseStream {
  void operator()(DIR* stream) const noexcept { ::closedir(stream); }
};

class Walk {
 public:
  Walk(const WalkOptions& options, const shared::Cancelled& cancelled, const Visit& visit)
      : options_(options), cancelled_(cancelled), visit_(visit) {}

  // False: the walk is over.
  bool through(const Descriptor& folder, const std::string& path, int depth) {
    for (const std::string& name : names_in(folder)) {
      shared::stop_if(cancelled_);
      const Found found = find_in(folder.get(), name);
      if (!found.descriptor) continue;  // deleted meanwhile
      const Entry entry{joined(path, name), name, found};
      if (!visit_(entry)) return stop();
      const bool goes_down = S_ISDIR(found.status.st_mode) && depth < options_.depth;
      if (goes_down && !walked_.is_truncated && !into(entry, depth + 1)) return false;
    }
    return !walked_.is_truncated;
  }

  const Walked& walked() const { return walked_; }

 private:
  bool stop() {
    walked_.is_truncated = true;
    return false;
  }

  bool into(const Entry& entry, int depth) {
    Descriptor folder;
    try {
      folder = open_folder(entry.found, entry.path);
    } catch (const muster::Failure&) {
      ++walked_.skipped;
      return true;
    }
    return through(folder, entry.path, depth);
  }

  // Sorted. What is over the bound is left out, and truncates the walk.
  std::vector<std::string> names_in(const Descriptor& folder) {
    std::vector<std::string> names;
    Descriptor own(::openat(folder.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::unique_ptr<DIR, CloseStream> stream(::fdopendir(own.get()));
    if (!stream) {
      ++walked_.skipped;
      return names;
    }
    std::ignore = own.release();  // the stream's
    while (const dirent* const entry = ::readdir(stream.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == ".." || (is_hidden(name) && !options_.hidden)) continue;
      if (++scanned_ > options_.scanned_max) {
        walked_.is_truncated = true;
        break;
      }
      if (scanned_ % 1024 == 0) shared::stop_if(cancelled_);
      names.emplace_back(name);
    }
    std::ranges::sort(names);
    return names;
  }

  const WalkOptions& options_;
  const shared::Cancelled& cancelled_;
  const Visit& visit_;
  std::size_t scanned_ = 0;
  Walked walked_;
};

}  // namespace

Walked walk(const Found& folder, const std::string& path, const WalkOptions& options,
            const shared::Cancelled& cancelled, const Visit& visit) {
  Walk walk(options, cancelled, visit);
  walk.through(open_folder(folder, path), path, 1);
  return walk.walked();
}

}  // namespace files
