// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_CALL_RECORD_H
#define MUSTER_PLUGIN_CALL_RECORD_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <muster/abi.h>
#include "base/json.h"
#include "plugin/answer.h"
#include "plugin/blocks.h"
#include "plugin/invocation.h"
#include "plugin/json_writer.h"

namespace muster::plugin {

struct Agent;

inline constexpr std::size_t kBlocksMax = 256;
inline constexpr std::size_t kFailureCodeBytesMax = 64;
inline constexpr std::size_t kMessageBytesMax = 4096;  // a longer one is cut
inline constexpr std::size_t kJsonDepthMax = 64;

/// What one call gathers on behalf of its agent. Used again for later calls: it keeps its memory.
///
/// Threads: whoever holds it (CallPool::Hold), one at a time.
struct CallRecord {
  const Agent* agent = nullptr;           ///< that runs; it is pinned
  Invocation invocation;                  ///< parsed is set once somebody has asked for it
  const CallRecord* caller = nullptr;     ///< the call that this one is inside of
  std::uint32_t depth = 0;                ///< how many of them there are
  std::thread::id thread;                 ///< that runs the agent
  std::optional<json::Value> own_parsed;  ///< what `parsed` points to if the caller brought none
  std::uint64_t bytes_max = 0;

  Blocks blocks;
  JsonWriter writer;
  bool too_large = false;  ///< a piece was refused for its size
  std::string refusal;     ///< why the last piece was refused; of those too large, the first
  bool failed = false;     ///< the agent called fail
  std::string failure_code;
  std::string failure_message;
  double done = 0;  ///< the last progress that was reported
  Answers answers;  ///< of the agents that this one called

  /// Checks and copies one block. MUSTER_OK, MUSTER_INVALID or MUSTER_TOO_LARGE.
  std::int32_t write(const muster_block& block);
  /// The last one counts. MUSTER_OK or MUSTER_INVALID.
  std::int32_t fail(muster_text code, muster_text message);
  /// The input as a tree, parsed when first asked for; null: not JSON.
  const json::Value* tree();

  /// Notes why a piece was refused; returns `status`.
  std::int32_t refuse(std::int32_t status, std::string why);
  /// Notes that a piece found no memory.
  void lack_memory() noexcept;
  void clear() noexcept;
};

/// The innermost call of an agent on this thread; null: none. A call that begins now is inside of
/// it, whichever way it takes: through the agent's own call, or through a Host that it has
/// captured. Calls of one thread end in the reverse order of their beginnings; fibers have to see
/// to that.
[[nodiscard]] const CallRecord* running_call() noexcept;

/// What a plugin passed as text; none: NULL with a length, or not UTF-8.
[[nodiscard]] std::optional<std::string_view> checked_text(muster_text text) noexcept;

/// The beginning of a text of more than `limit` bytes, not cut through the middle of a character.
[[nodiscard]] muster_text shortened(muster_text text, std::size_t limit) noexcept;

}  // namespace muster::plugin

#endif
