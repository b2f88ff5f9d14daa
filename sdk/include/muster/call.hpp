// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CALL_HPP
#define MUSTER_CALL_HPP

#include <time.h>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string_view>

#include <muster/abi.h>
#include <muster/answer.hpp>
#include <muster/context.hpp>
#include <muster/json/text_writer.hpp>
#include <muster/json/value.hpp>
#include <muster/json/writer.hpp>
#include <muster/log.hpp>
#include <muster/services.hpp>

namespace muster {

/// How a call went so far. Return the last one from the body. False: the host refused the piece,
/// and JSON as a whole. Nobody waits any more, or it is too large: stop, the call fails whatever
/// follows. It is not UTF-8 or not JSON: the call fails unless a later piece is returned.
class Reply {
 public:
  constexpr explicit Reply(std::int32_t status) noexcept : status_(status) {}
  [[nodiscard]] constexpr std::int32_t status() const noexcept { return status_; }  ///< MUSTER_...
  [[nodiscard]] constexpr explicit operator bool() const noexcept { return status_ == MUSTER_OK; }

 private:
  std::int32_t status_;
};

/// One call of an agent: what the caller sent, and the way to answer.
///
/// Threads:  the one that runs the agent's function. progress(), is_cancelled() and the log: any.
/// Lifetime: as long as the function runs, like every view it hands out.
class Call : public sdk::Context {
 public:
  Call(const sdk::Services& services, const muster_call& call) noexcept
      : Context(services, &call, &services.input) {}

  /// Adds a block of text, UTF-8.
  Reply text(std::string_view text) { return block(MUSTER_BLOCK_TEXT, text); }

  /// Adds JSON: call.json({{"value", 1}, {"unit", "m"}}), call.json({1, 2, 3}). One in a result.
  Reply json(std::initializer_list<Member> members) {
    JsonWriter out(*services_.json, services_.json->context, call_->token);
    out.object(members);
    return written(out);
  }
  Reply json(const Value& value) {
    JsonWriter out(*services_.json, services_.json->context, call_->token);
    out.value(value);
    return written(out);
  }
  /// Adds JSON that is text already.
  Reply json_text(std::string_view json) { return block(MUSTER_BLOCK_JSON, json); }

  /// Adds an image or a sound: call.image("image/png", bytes).
  Reply image(std::string_view mime, std::string_view bytes) {
    return block(MUSTER_BLOCK_IMAGE, bytes, mime);
  }
  Reply audio(std::string_view mime, std::string_view bytes) {
    return block(MUSTER_BLOCK_AUDIO, bytes, mime);
  }
  /// Adds a document with its URI.
  Reply resource(std::string_view uri, std::string_view bytes, std::string_view mime = {}) {
    return block(MUSTER_BLOCK_RESOURCE, bytes, mime, uri);
  }

  /// Ends the call as failed: a code of the agent's own for programs, a message for people.
  Reply fail(std::string_view code, std::string_view message) {
    const auto status = services_.host.fail(services_.host.context, call_->token, sdk::view(code),
                                            sdk::view(message));
    return Reply(status == MUSTER_OK ? MUSTER_FAILED : status);
  }
  /// The same, and the instance of a keyed agent cannot go on: the host ends it.
  Reply broken(std::string_view code, std::string_view message) {
    fail(code, message);
    return Reply(MUSTER_BROKEN);
  }

  /// Calls another agent on this thread and waits for its answer, as long as this call may take:
  ///   const auto sum = call.ask("digest", {{"text", "abc"}});
  ///   if (!sum) return call.fail("no_digest", sum.message());
  [[nodiscard]] Answer ask(std::string_view agent, std::initializer_list<Member> input = {},
                           const AskOptions& options = {}) {
    sdk::JsonText json;
    auto out = json.writer();
    out.object(input);
    if (out.status() != MUSTER_OK) {
      return unasked("ask.not_json", "the input has a number JSON has not");
    }
    return ask_json(agent, json.text(), options);
  }
  /// The same with an input that is the text of a JSON object.
  [[nodiscard]] Answer ask_json(std::string_view agent, std::string_view input,
                                const AskOptions& options = {}) {
    if (services_.call == nullptr) {
      return unasked("ask.unsupported", "this host does not let agents call each other");
    }
    muster_request request{};
    request.struct_size = sizeof request;
    request.agent = sdk::view(agent);
    request.key = sdk::view(options.key);
    request.input = sdk::view(input);
    if (const std::int64_t within = options.within.nanoseconds(); within > 0) {
      constexpr std::int64_t latest = std::numeric_limits<std::int64_t>::max();
      const std::int64_t now = now_ns();
      request.deadline_ns = within < latest - now ? now + within : latest;
    }
    muster_answer answer = nullptr;
    switch (services_.call->call(services_.call->context, call_->token, &request, &answer)) {
      case MUSTER_OK:
      case MUSTER_FAILED:
        return {*services_.call, *services_.json, call_->token, trouble_, answer};
      case MUSTER_INVALID:
        return unasked("ask.invalid", "the name of the agent, the key or the input is not UTF-8");
      case MUSTER_TOO_LARGE:
        return unasked("ask.too_many", "this call holds too many answers");
      default:
        return unasked("ask.cancelled", "nobody waits for this call any more");
    }
  }

  /// Tells the caller how far the call is, in any unit; `total` 0: not known.
  Reply progress(double done, double total = 0, std::string_view message = {}) const {
    if (services_.progress == nullptr) return Reply(MUSTER_OK);
    return Reply(services_.progress->report(services_.progress->context, call_->token, done, total,
                                            sdk::view(message)));
  }

  /// Nobody waits for the answer any more. Ask now and then in long work.
  [[nodiscard]] bool is_cancelled() const {
    return services_.host.check(services_.host.context, call_->token) != MUSTER_OK;
  }

  /// What is left of the time this call may take, in nanoseconds; the greatest number if it has no
  /// deadline, 0 if it is past.
  [[nodiscard]] std::int64_t nanoseconds_left() const noexcept {
    if (call_->deadline_ns == 0) return std::numeric_limits<std::int64_t>::max();
    const std::int64_t now = now_ns();
    return now < call_->deadline_ns ? call_->deadline_ns - now : 0;
  }

  [[nodiscard]] Log log() const noexcept { return {services_.log, call_->token}; }

  /// The caller's bytes as they came.
  [[nodiscard]] std::string_view input() const noexcept { return sdk::view(call_->input); }
  [[nodiscard]] std::string_view request_id() const noexcept {
    return sdk::view(call_->request_id);
  }

 private:
  static std::int64_t now_ns() noexcept {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
  }

  Answer unasked(std::string_view code, std::string_view message) noexcept {
    return {*services_.json, trouble_, code, message};
  }

  Reply block(std::uint32_t type, std::string_view bytes, std::string_view mime = {},
              std::string_view name = {}) {
    muster_block block{};
    block.struct_size = sizeof block;
    block.type = type;
    block.mime = sdk::view(mime);
    block.name = sdk::view(name);
    block.bytes = sdk::view(bytes);
    return Reply(services_.host.write(services_.host.context, call_->token, &block));
  }

  // Of the writer's own refusals the host knows nothing.
  Reply written(const JsonWriter& out) {
    if (out.is_huge()) {
      return fail("result.integer_too_large", "an integer is beyond those that JSON readers keep");
    }
    return Reply(out.status());
  }
};

}  // namespace muster

#endif
