// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer.h"

#include <algorithm>
#include <utility>

namespace muster::plugin {

const json::Value* Answer::tree() const {
  std::call_once(parsed_, [this] {
    if (!result_) return;
    const auto last = std::find_if(result_->rbegin(), result_->rend(), [](const Block& block) {
      return block.type == Block::Type::json;
    });
    if (last == result_->rend()) return;
    auto value = json::parse(last->bytes, {}, {.bytes = last->bytes.size()});
    if (value) tree_ = *std::move(value);
  });
  return tree_ ? &*tree_ : nullptr;
}

std::uint64_t Answer::bytes() const noexcept {
  std::uint64_t sum = 0;
  if (!result_) return sum;
  for (const Block& block : *result_) {
    sum += block.bytes.size() + block.mime.size() + block.name.size();
  }
  return sum;
}

std::optional<std::uint64_t> Answers::room() const noexcept {
  if (kept_.size() == kMost || bytes_ >= kBytesMost) return std::nullopt;
  return kBytesMost - bytes_;
}

const Answer& Answers::keep(Result<std::vector<Block>> result) {
  kept_.push_back(std::make_unique<const Answer>(std::move(result)));
  bytes_ += kept_.back()->bytes();
  return *kept_.back();
}

void Answers::release(const Answer* answer) noexcept {
  const auto found = std::ranges::find(kept_, answer, &std::unique_ptr<const Answer>::get);
  if (found == kept_.end()) return;
  bytes_ -= answer->bytes();
  kept_.erase(found);
}

void Answers::clear() noexcept {
  kept_.clear();
  bytes_ = 0;
}

muster_answer handle_of(const Answer& answer) noexcept {
  return reinterpret_cast<muster_answer>(&answer);
}

const Answer* answer_of(muster_answer handle) noexcept {
  return reinterpret_cast<const Answer*>(handle);
}

}  // namespace muster::plugin
