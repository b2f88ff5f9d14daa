// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_ANSWER_HPP
#define MUSTER_ANSWER_HPP

#include <cstdint>
#include <string_view>
#include <utility>

#include <muster/abi.h>
#include <muster/duration.hpp>
#include <muster/json/text.hpp>
#include <muster/json/view.hpp>

namespace muster {

/// How another agent is asked: call.ask("counter", {{"add", 1}}, {.key = "visits"}).
struct AskOptions {
  std::string_view key = {};  ///< of a keyed agent
  Duration within = {};       ///< none: until the deadline of the asking call
};

/// What call.ask() brought.
///
/// Lifetime: what it hands out is valid as long as the Answer, and that no longer than the call.
class Answer {
 public:
  Answer(const muster_call_api& api, const muster_json_api& json, std::uint64_t token,
         sdk::Trouble& trouble, muster_answer record) noexcept
      : api_(&api), json_(&json), token_(token), trouble_(&trouble), record_(record) {
    muster_text code{};
    muster_text message{};
    if (api.error(record, &code, &message) != MUSTER_OK) return;
    code_ = sdk::view(code);
    message_ = sdk::view(message);
    has_failed_ = true;
  }
  /// The call never took place. The texts are static.
  Answer(const muster_json_api& json, sdk::Trouble& trouble, std::string_view code,
         std::string_view message) noexcept
      : json_(&json), trouble_(&trouble), has_failed_(true), code_(code), message_(message) {}
  Answer(Answer&& other) noexcept { *this = std::move(other); }
  Answer& operator=(Answer&& other) noexcept {
    std::swap(api_, other.api_);
    std::swap(json_, other.json_);
    std::swap(token_, other.token_);
    std::swap(trouble_, other.trouble_);
    std::swap(record_, other.record_);
    std::swap(has_failed_, other.has_failed_);
    std::swap(code_, other.code_);
    std::swap(message_, other.message_);
    return *this;
  }
  ~Answer() {
    if (record_ != nullptr) api_->release(api_->context, token_, record_);
  }

  [[nodiscard]] explicit operator bool() const noexcept { return !has_failed_; }
  /// Why it failed: the agent's own code, else the host's ("agent.not_found"). Empty if it did not.
  [[nodiscard]] std::string_view code() const noexcept { return code_; }
  [[nodiscard]] std::string_view message() const noexcept { return message_; }

  /// The first block of text, or none.
  [[nodiscard]] std::string_view text() const noexcept {
    const std::uint64_t count = record_ == nullptr ? 0 : api_->block_count(record_);
    for (std::uint64_t i = 0; i < count; ++i) {
      muster_block block{};
      block.struct_size = sizeof block;
      if (api_->block(record_, i, &block) == MUSTER_OK && block.type == MUSTER_BLOCK_TEXT) {
        return sdk::view(block.bytes);
      }
    }
    return {};
  }

  /// The JSON it answered; if there is none, null, and to read it ends the call.
  [[nodiscard]] Json json() const noexcept {
    muster_json root = nullptr;
    if (record_ != nullptr) api_->json(record_, &root);
    return {{json_, root, &sdk::kAnswerWords, trouble_}, root};
  }

 private:
  const muster_call_api* api_ = nullptr;
  const muster_json_api* json_ = nullptr;
  std::uint64_t token_ = 0;
  sdk::Trouble* trouble_ = nullptr;
  muster_answer record_ = nullptr;
  bool has_failed_ = false;
  std::string_view code_;
  std::string_view message_;
};

}  // namespace muster

#endif
