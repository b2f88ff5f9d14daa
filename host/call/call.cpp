// SPDX-License-Identifier: Apache-2.0
#include "call/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "call/codes.h"
#include "plugin/invoke.h"

namespace muster::call {
namespace {

Error not_there(FindError reason, std::string_view slug) {
  return reason == FindError::not_found
             ? error(codes::not_found, std::string(slug), "no such agent is live")
             : error(codes::not_started, std::string(slug), "the host is not serving");
}

TimePoint deadline_of(const Request& request, const AgentDescriptor& agent, TimePoint now) {
  if (request.deadline) return *request.deadline;
  if (agent.deadline_ms != 0) return now + std::chrono::milliseconds(agent.deadline_ms);
  return now + kDefaultDeadline;
}

// "input: "text" is missing", "input at /text: expected a string, found an integer".
std::string in_words(std::string_view what, const schema::Violation& violation) {
  return fmt::format("{}{}{}: {}", what, violation.instance.empty() ? "" : " at ",
                     violation.instance, violation.message);
}

std::optional<Error> why_bad_input(const plugin::Agent& agent, const json::Value& input) {
  if (!agent.input_schema) return std::nullopt;
  const auto violation = agent.input_schema->check(input);
  if (!violation) return std::nullopt;
  const std::string& slug = agent.descriptor.slug;
  return error(codes::invalid_input, slug, in_words("input", *violation),
               "see the schema: muster show " + slug);
}

// Of the last JSON block, which is the structured part of an answer. Without one nothing is
// checked.
std::optional<Error> why_bad_output(const plugin::Agent& agent, const std::vector<Block>& blocks) {
  if (!agent.output_schema) return std::nullopt;
  const auto last = std::find_if(blocks.rbegin(), blocks.rend(), [](const Block& block) {
    return block.type == Block::Type::json;
  });
  if (last == blocks.rend()) return std::nullopt;
  const auto refuse = [&agent](std::string message) {
    return error(codes::invalid_output, agent.descriptor.slug, std::move(message));
  };
  const auto output = json::parse(last->bytes, "its answer", {.bytes = last->bytes.size()});
  if (!output) return refuse(output.error().subject + ": " + output.error().message);
  const auto violation = agent.output_schema->check(*output);
  return violation ? std::optional(refuse(in_words("its answer", *violation))) : std::nullopt;
}

}  // namespace

Result<CallResult> checked(const registry::Registry& registry, const Request& request,
                           const Clock& clock) {
  const TimePoint begin = clock.now();
  const auto lease = registry.find(request.slug);
  if (!lease) return tl::unexpected(not_there(lease.error(), request.slug));

  const std::string slug(request.slug);
  const auto input = json::parse(request.input, slug);
  if (!input) return tl::unexpected(input.error());
  if (!input->is_object()) {
    return tl::unexpected(
        error(codes::input_not_object, slug, "the input is JSON, but not an object"));
  }
  if (auto bad = why_bad_input(lease->agent(), *input)) return tl::unexpected(std::move(*bad));

  const plugin::Invocation invocation{
      .input = request.input,
      .parsed = &*input,
      .key = request.key,
      .request_id = request.request_id,
      .deadline = deadline_of(request, lease->descriptor(), begin),
      .max_result_bytes = request.max_result_bytes,
      .on_progress = request.on_progress,
      .caller = request.caller,
  };
  auto blocks = plugin::invoke(lease->agent(), invocation);
  if (!blocks) return tl::unexpected(std::move(blocks.error()));
  if (auto bad = why_bad_output(lease->agent(), *blocks)) return tl::unexpected(std::move(*bad));
  return CallResult{std::move(*blocks), slug, lease->generation(), clock.now() - begin};
}

plugin::CallAgent route(const registry::Registry& registry) {
  return [&registry](const plugin::AgentCall& asked) -> Result<std::vector<Block>> {
    auto result = checked(registry,
                          {.slug = asked.slug,
                           .input = asked.input,
                           .deadline = asked.deadline,
                           .request_id = asked.request_id,
                           .key = asked.key,
                           .caller = asked.caller,
                           .max_result_bytes = asked.max_result_bytes},
                          SystemClock());
    if (!result) return tl::unexpected(std::move(result.error()));
    return std::move(result->blocks);
  };
}

}  // namespace muster::call
