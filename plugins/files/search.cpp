// SPDX-License-Identifier: Apache-2.0
#include "files/search.h"

#include <muster/failure.hpp>
#include <optional>
#include <utility>

#include "files/glob.h"
#include "files/read.h"
#include "shared/utf8.h"

namespace files {
namespace {

class Search {
 public:
  Search(const re2::RE2& pattern, const SearchOptions& options, const shared::Cancelled& cancelled)
      : pattern_(pattern), options_(options), cancelled_(cancelled) {}

  // False: enough was found, or read.
  bool in_file(const Found& found, const std::string& path) {
    const auto size = static_cast<std::uint64_t>(found.status.st_size);
    if (size > options_.file_bytes_max) return skip();
    if (size > options_.bytes_max - read_) return stop();
    const auto text = text_of(found, path);
    if (!text) return skip();
    ++result_.files;
    read_ += text->size();
    return matching_lines(*text, pattern_, cancelled_, [&](Line line) {
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

  // Nothing: it is no text, or cannot be read.
  std::optional<std::string> text_of(const Found& found, const std::string& path) {
    std::string bytes;
    try {
      bytes =
          read_bytes(found, 0, static_cast<std::size_t>(options_.file_bytes_max), path, cancelled_);
    } catch (const muster::Failure& failure) {
      if (failure.code() == shared::kCancelled) throw;
      return std::nullopt;
    }
    const bool is_text =
        bytes.find('\0') == std::string::npos && utf8::valid_bytes(bytes) == bytes.size();
    return is_text ? std::optional(std::move(bytes)) : std::nullopt;
  }

  const re2::RE2& pattern_;
  const SearchOptions& options_;
  const shared::Cancelled& cancelled_;
  std::uint64_t read_ = 0;
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
