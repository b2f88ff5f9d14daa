// SPDX-License-Identifier: Apache-2.0
#include "plugin/call_record.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/text.h"

namespace muster::plugin {
namespace {

// Of text that was checked: the only NULL in it has no size.
std::string_view view(muster_text text) noexcept {
  return text.size == 0 ? std::string_view()
                        : std::string_view(text.data, static_cast<std::size_t>(text.size));
}

// Why a block cannot be part of a result; empty: it can.
std::string find_flaw(const muster_block& block) {
  const auto type = static_cast<Block::Type>(block.type);
  const auto mime = checked_text(block.mime);
  const auto name = checked_text(block.name);
  if (!mime) return "its mime is not UTF-8";
  if (!name) return "its name is not UTF-8";
  if (mime->empty() && (type == Block::Type::image || type == Block::Type::audio)) {
    return "its mime is missing";
  }
  if (name->empty() && type == Block::Type::resource) return "its name, a URI, is missing";
  if (block.bytes.data == nullptr && block.bytes.size != 0) return "its bytes are NULL";

  const std::string_view bytes(block.bytes.data, static_cast<std::size_t>(block.bytes.size));
  if (type == Block::Type::text) {
    if (const auto at = find_not_utf8(bytes)) return fmt::format("not UTF-8 at byte {}", *at);
  }
  if (type == Block::Type::json) {
    const auto value = json::parse(bytes, {}, {.bytes = bytes.size(), .depth = kJsonDepthMax});
    if (!value) return value.error().message;
  }
  return {};
}

}  // namespace

std::optional<std::string_view> checked_text(muster_text text) noexcept {
  if (text.size == 0) return std::string_view();
  if (text.data == nullptr) return std::nullopt;
  const std::string_view view(text.data, static_cast<std::size_t>(text.size));
  return find_not_utf8(view) ? std::nullopt : std::optional(view);
}

muster_text shortened(muster_text text, std::size_t limit) noexcept {
  if (text.size <= limit || text.data == nullptr) return text;
  const auto size = utf8_prefix({text.data, static_cast<std::size_t>(text.size)}, limit).size();
  constexpr std::size_t kCutMost = 3;  // of a character; what goes back further is no UTF-8
  return {text.data, size + kCutMost < limit ? limit : size};
}

std::int32_t CallRecord::refuse(std::int32_t status, std::string why) {
  if (too_large) return status;  // the call will fail for that, whatever follows
  too_large = status == MUSTER_TOO_LARGE;
  refusal = std::move(why);
  return status;
}

void CallRecord::lack_memory() noexcept {
  if (!too_large) refusal.clear();
  too_large = true;
}

std::int32_t CallRecord::write(const muster_block& block) {
  constexpr std::string_view names[] = {"text", "json", "image", "audio", "resource"};
  if (block.struct_size < sizeof(muster_block)) {
    return refuse(MUSTER_INVALID, "a block says a struct_size that is too small");
  }
  if (block.type >= std::size(names)) {
    return refuse(MUSTER_INVALID, fmt::format("block type {} is unknown", block.type));
  }
  // First, so that the limit bounds the time of the checks as well. No sum of three can overflow
  // here.
  const std::uint64_t left = bytes_max - blocks.bytes();
  const bool fits = block.bytes.size <= left && block.mime.size <= left &&
                    block.name.size <= left &&
                    block.bytes.size + block.mime.size + block.name.size <= left;
  if (!fits) return refuse(MUSTER_TOO_LARGE, fmt::format("more than {} bytes", bytes_max));
  const std::size_t count = blocks.view().size();
  if (count == kBlocksMax) {
    return refuse(MUSTER_TOO_LARGE, fmt::format("more than {} blocks", kBlocksMax));
  }
  if (const auto flaw = find_flaw(block); !flaw.empty()) {
    return refuse(MUSTER_INVALID,
                  fmt::format("block {} ({}): {}", count + 1, names[block.type], flaw));
  }
  blocks.add(static_cast<Block::Type>(block.type), view(block.mime), view(block.name),
             view(block.bytes));
  return MUSTER_OK;
}

std::int32_t CallRecord::fail(muster_text code, muster_text message) {
  const auto message_text = checked_text(shortened(message, kMessageBytesMax));
  const auto code_text = code.size <= kFailureCodeBytesMax ? checked_text(code) : std::nullopt;
  if (!message_text) return refuse(MUSTER_INVALID, "the failure's message is not UTF-8");
  if (!code_text) {
    return refuse(MUSTER_INVALID, fmt::format("the failure's code is not UTF-8 of at most {} bytes",
                                              kFailureCodeBytesMax));
  }
  failed = true;
  failure_code = *code_text;
  failure_message = *message_text;
  return MUSTER_OK;
}

const json::Value* CallRecord::tree() {
  if (invocation.parsed != nullptr) return invocation.parsed;
  // Whoever took the input in has bounded it: a saved state may be larger than an argument.
  auto value = json::parse(invocation.input, "input", {.bytes = invocation.input.size()});
  if (!value) {
    refuse(MUSTER_INVALID, value.error().subject + ": " + value.error().message);
    return nullptr;
  }
  own_parsed = *std::move(value);
  return invocation.parsed = &*own_parsed;
}

void CallRecord::clear() noexcept {
  agent = nullptr;
  invocation = {};
  own_parsed.reset();
  blocks.clear();
  writer.clear();
  too_large = false;
  refusal.clear();
  failed = false;
  failure_code.clear();
  failure_message.clear();
  done = 0;
  answers.clear();
}

}  // namespace muster::plugin
