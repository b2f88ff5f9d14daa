// SPDX-License-Identifier: Apache-2.0
#include "files/search.h"

#include <algorithm>
#include <muster/failure.hpp>
#include <optional>
#include <string_view>
#include <utility>

#include "files/glob.h"
#include "files/read.h"
#include "shared/utf8.h"

namespace files {
namespace {

bool is_text(std::string_view bytes) {
  return bytes.find('\0') == std::string_view::npos && utf8::valid_bytes(bytes) == bytes.size();
}

class Search {
 public:
  Search(const re2::RE2& pattern, const SearchOptions& options, const shared::Cancelled& cancelled)
      : pattern_(pattern), options_(options), cancelled_(cancelled) {}

  // False: enough was found, or read.
  bool in_file(const Found& found, const std::string& path) {
    const auto size = static_cast<std::uint64_t>(found.status.st_size);
    if (size > options_.file_bytes_max) return skip();
    const std::uint64_t left = options_.bytes_max - read_;
    if (left == 0 || size > left) return stop();
    const std::uint64_t most = std::min(options_.file_bytes_max, left);
    const auto bytes = bytes_of(found, path, static_cast<std::size_t>(most));
    if (!bytes) return skip();
    read_ += bytes->size();
    // It has grown, or is of a kind whose size the system does not tell: it may go on.
    const bool may_go_on = bytes->size() == most && most > size;
    if (may_go_on && most == left) return stop();
    if (may_go_on || !is_text(*bytes)) return skip();
    ++result_.files;
    return matching_lines(*bytes, pattern_, cancelled_, [&](Line line) {
      if (result_.matches.size() == options_.limit) return stop();
      result_.matches.push_back({path, std::move(line)});
      return true;
    });
  }

  SearchResult done(const Walked& walked) {
    result_.skipped += walked.skipped;
    result_.is_truncated |= walked.is_truncated;
    return std::move(result_);
  }

 private:
  bool stop() {
    result_.is_truncated = true;
    return false;
  }
  bool skip() {
    ++result_.skipped;
    return true;
  }

  // Nothing: it cannot be read.
  std::optional<std::string> bytes_of(const Found& found, const std::string& path,
                                      std::size_t most) {
    try {
      return read_bytes(found, 0, most, path, cancelled_);
    } catch (const muster::Failure& failure) {
      if (failure.code() == shared::kCancelled) throw;
      return std::nullopt;
    }
  }

  const re2::RE2& pattern_;
  const SearchOptions& options_;
  const shared::Cancelled& cancelled_;
  std::uint64_t read_ = 0;  // at most bytes_max
  SearchResult result_;
};

}  // namespace

SearchResult search(const Found& start, const std::string& path, const re2::RE2& pattern,
                    const SearchOptions& options, const shared::Cancelled& cancelled) {
  Search search(pattern, options, cancelled);
  if (S_ISREG(start.status.st_mode)) {
    search.in_file(start, path);
    return search.done({});
  }
  return search.done(walk(start, path, options.walk, cancelled, [&](const Entry& entry) {
    const bool counts =
        S_ISREG(entry.found.status.st_mode) && matches_glob(entry.name, options.glob);
    return !counts || search.in_file(entry.found, entry.path);
  }));
}

}  // namespace files
