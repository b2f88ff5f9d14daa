// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_ANSWER_H
#define MUSTER_PLUGIN_ANSWER_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <muster/abi.h>
#include <muster/error.h>
#include <muster/result.h>
#include "base/json.h"

namespace muster::plugin {

/// How a call of another agent ended, as the calling agent reads it: a muster_answer.
///
/// Threads: any.
class Answer {
 public:
  explicit Answer(Result<std::vector<Block>> result) : result_(std::move(result)) {}

  [[nodiscard]] const Result<std::vector<Block>>& result() const noexcept { return result_; }
  /// Of its last JSON block, parsed when first asked for; null: it has none.
  [[nodiscard]] const json::Value* tree() const;
  /// Of all blocks.
  [[nodiscard]] std::uint64_t bytes() const noexcept;

 private:
  const Result<std::vector<Block>> result_;
  mutable std::once_flag parsed_;
  mutable std::optional<json::Value> tree_;
};

/// The answers that one call holds: so many, and so large, at most.
///
/// Threads: one at a time.
class Answers {
 public:
  static constexpr std::size_t kMost = 256;
  static constexpr std::uint64_t kBytesMost = std::uint64_t{64} << 20;

  /// How large the next one may be; none: there is no room for any.
  [[nodiscard]] std::optional<std::uint64_t> room() const noexcept;
  const Answer& keep(Result<std::vector<Block>> result);
  /// Does nothing where it is none of these.
  void release(const Answer* answer) noexcept;
  void clear() noexcept;

 private:
  std::vector<std::unique_ptr<const Answer>> kept_;
  std::uint64_t bytes_ = 0;
};

[[nodiscard]] muster_answer handle_of(const Answer& answer) noexcept;
[[nodiscard]] const Answer* answer_of(muster_answer handle) noexcept;

}  // namespace muster::plugin

#endif
