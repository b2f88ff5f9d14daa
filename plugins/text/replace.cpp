// SPDX-License-Identifier: Apache-2.0
#include "text/replace.h"

#include <muster/failure.hpp>
#include <vector>

#include "shared/pattern.h"

namespace text {
namespace {

void check_replacement(const re2::RE2& pattern, std::string_view replacement) {
  std::string error;
  if (pattern.CheckRewriteString({replacement.data(), replacement.size()}, &error)) return;
  throw muster::Failure("bad_replacement", "RE2 does not take the replacement: " + error);
}

// By its own hands: RE2's would fill all memory before it could be told to stop.
void append(std::string& out, std::string_view piece) {
  if (piece.size() > kResultBytesMax - out.size()) {
    throw muster::Failure("result_too_large", "the text would have more than " +
                                                  std::to_string(kResultBytesMax) + " bytes");
  }
  out += piece;
}

void append_replacement(std::string& out, std::string_view replacement,
                        const std::vector<std::string_view>& groups) {
  while (!replacement.empty()) {
    const auto backslash = replacement.find('\\');
    append(out, replacement.substr(0, backslash));
    if (backslash == std::string_view::npos) return;
    const char escaped = replacement[backslash + 1];  // it was checked to be there
    append(out, escaped == '\\' ? "\\" : groups[static_cast<std::size_t>(escaped - '0')]);
    replacement.remove_prefix(backslash + 2);
  }
}

}  // namespace

Replaced replace(std::string_view text, const re2::RE2& pattern, std::string_view replacement,
                 std::size_t limit, const shared::Cancelled& cancelled) {
  check_replacement(pattern, replacement);
  Replaced replaced;
  std::size_t done = 0;
  for (shared::Matches matches(pattern, text); replaced.count < limit && matches.next();) {
    shared::stop_if(cancelled);
    append(replaced.text, text.substr(done, matches.start() - done));
    append_replacement(replaced.text, replacement, matches.groups());
    done = matches.end();
    ++replaced.count;
  }
  append(replaced.text, text.substr(done));
  return replaced;
}

}  // namespace text
