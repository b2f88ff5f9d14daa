// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_BLOCKS_H
#define MUSTER_PLUGIN_BLOCKS_H

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <muster/result.h>

namespace muster::plugin {

/// The blocks of one result, in memory that is used again for the next one.
class Blocks {
 public:
  void add(Block::Type type, std::string_view mime, std::string_view name, std::string_view bytes) {
    if (count_ == blocks_.size()) blocks_.emplace_back();
    Block& block = blocks_[count_];
    block.type = type;
    block.mime = mime;
    block.name = name;
    block.bytes = bytes;
    bytes_ += mime.size() + name.size() + bytes.size();
    ++count_;
  }

  [[nodiscard]] std::span<const Block> view() const noexcept { return {blocks_.data(), count_}; }
  /// Of all of them.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

  /// They leave with their memory.
  [[nodiscard]] std::vector<Block> take() {
    blocks_.resize(count_);
    count_ = 0;
    bytes_ = 0;
    return std::exchange(blocks_, {});
  }

  static constexpr std::size_t kKeptMost = 8;
  static constexpr std::uint64_t kKeptBytesMost = std::uint64_t{64} << 10;

  /// Keeps the memory of so many, if none of them can be larger than that.
  void clear() noexcept {
    if (count_ > kKeptMost || bytes_ > kKeptBytesMost) std::vector<Block>().swap(blocks_);
    count_ = 0;
    bytes_ = 0;
  }

 private:
  std::vector<Block> blocks_;  // the first count_ are the result, the others memory
  std::size_t count_ = 0;
  std::uint64_t bytes_ = 0;
};

/// Gets the blocks of a call that succeeded, before they are forgotten: copies what it wants, or
/// takes them.
using TakeBlocks = std::function<void(Blocks& blocks)>;

}  // namespace muster::plugin

#endif
