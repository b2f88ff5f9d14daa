// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_RESULT_H
#define MUSTER_RESULT_H

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <muster/export.h>

namespace muster {

/// One piece of a result.
struct Block {
  enum class Type : std::uint8_t { text, json, image, audio, resource };

  Type type = Type::text;
  std::string mime;
  std::string name;  ///< of a resource: its URI
  std::string bytes;

  friend bool operator==(const Block&, const Block&) = default;
};

/// The text blocks, joined by newlines; if there are none, the JSON block.
[[nodiscard]] MUSTER_API std::string text_of(std::span<const Block> blocks);
/// The same in place of what is in `text`, whose memory is used again.
MUSTER_API void copy_text(std::span<const Block> blocks, std::string& text);

/// What an agent answered.
struct CallResult {
  std::vector<Block> blocks;
  std::string agent;
  std::uint64_t generation = 0;  ///< that dispatched the call
  std::chrono::nanoseconds duration{};

  [[nodiscard]] std::string text() const { return text_of(blocks); }
};

/// {"content":[...],"structured":...,"is_error":false,"agent":...,"generation":...,"duration_ms":...}
[[nodiscard]] MUSTER_API std::string to_json(const CallResult& result);

/// The latest moment at which a result is of use.
struct Deadline {
  std::chrono::steady_clock::time_point at = std::chrono::steady_clock::time_point::max();
};

/// `host.call("echo", input, muster::in(2s))`. A duration beyond the end of time is no deadline.
[[nodiscard]] inline Deadline in(std::chrono::nanoseconds duration) {
  const auto now = std::chrono::steady_clock::now();
  const auto end = std::chrono::steady_clock::time_point::max();
  return {duration > end - now ? end : now + duration};
}

}  // namespace muster

#endif
