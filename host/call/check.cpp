// SPDX-License-Identifier: Apache-2.0
#include "call/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "call/codes.h"
#include "schema/schema.h"

namespace muster::call {
namespace {

// "input: "text" is missing", "input at /text: expected a string, found an integer".
std::string in_words(std::string_view what, const schema::Violation& violation) {
  return fmt::format("{}{}{}: {}", what, violation.instance.empty() ? "" : " at ",
                     violation.instance, violation.message);
}

}  // namespace

Result<json::Value> checked_object(const plugin::Agent& agent, std::string_view text) {
  auto parsed = json::parse(text, agent.descriptor.slug);
  if (!parsed || parsed->is_object()) return parsed;
  return tl::unexpected(error(codes::input_not_object, agent.descriptor.slug,
                              "the input is JSON, but not an object"));
}

Result<json::Value> checked_input(const plugin::Agent& agent, std::string_view input) {
  const std::string& slug = agent.descriptor.slug;
  auto parsed = checked_object(agent, input);
  if (!parsed) return parsed;
  const auto violation = agent.input_schema ? agent.input_schema->check(*parsed) : std::nullopt;
  if (violation) {
    return tl::unexpected(error(codes::invalid_input, slug, in_words("input", *violation),
                                "see the schema: muster show " + slug));
  }
  return parsed;
}

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

}  // namespace muster::call
