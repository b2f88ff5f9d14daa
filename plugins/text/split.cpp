// SPDX-License-Identifier: Apache-2.0
#include "text/split.h"

#include "shared/pattern.h"

namespace text {
namespace {

// Cuts at separators as they are found, from left to right.
class Cutter {
 public:
  Cutter(std::string_view text, std::size_t limit) : text_(text), limit_(limit) {}

  // False: no part is left for what follows the separator.
  bool cut(std::size_t start, std::size_t end) {
    if (parts_.parts.size() + 1 == limit_) {
      parts_.is_truncated = true;
      return false;
    }
    parts_.parts.push_back(text_.substr(from_, start - from_));
    from_ = end;
    return true;
  }
  Parts rest() {
    parts_.parts.push_back(text_.substr(from_));
    return std::move(parts_);
  }

 private:
  std::string_view text_;
  std::size_t limit_;
  std::size_t from_ = 0;
  Parts parts_;
};

}  // namespace

Parts split(std::string_view text, std::string_view separator, std::size_t limit) {
  Cutter cutter(text, limit);
  for (auto at = text.find(separator); at != std::string_view::npos;
       at = text.find(separator, at + separator.size())) {
    if (!cutter.cut(at, at + separator.size())) break;
  }
  return cutter.rest();
}

Parts split(std::string_view text, const re2::RE2& pattern, std::size_t limit,
            const shared::Cancelled& cancelled) {
  Cutter cutter(text, limit);
  for (shared::Matches matches(pattern, text); matches.next();) {
    shared::stop_if(cancelled);
    if (!matches.match().empty() && !cutter.cut(matches.start(), matches.end())) break;
  }
  return cutter.rest();
}

}  // namespace text
