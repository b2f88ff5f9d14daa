// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.h"
#include "schema/schema.h"

// A schema, a line of ---, an instance. Whatever they are, there is an answer; what is refused has
// a reason, and a value is valid by exactly one of a schema and its `not`.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace muster;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view between = "\n---\n";
  const std::string_view text = input.substr(0, input.find(between));
  const auto schema = schema::Schema::compile(text, "fuzz");
  if (!schema) {
    if (schema.error().message.empty()) std::abort();
    return 0;
  }
  if (text.size() == input.size()) return 0;
  const auto instance = json::parse(input.substr(text.size() + between.size()), "fuzz");
  if (!instance) return 0;
  const auto violation = schema->check(*instance);
  if (violation && violation->message.empty()) std::abort();

  // References mean the document, which the new one is not.
  if (text.find("$ref") != std::string_view::npos) return 0;
  const auto negated = schema::Schema::compile("{\"not\":" + std::string(text) + "}", "fuzz");
  if (!negated) return 0;
  const auto opposite = negated->check(*instance);
  const auto ran_out = [](const auto& found) {
    return found && found->message.find(" steps ") != std::string::npos;
  };
  if (ran_out(violation) || ran_out(opposite)) return 0;
  if (violation.has_value() == opposite.has_value()) std::abort();
  return 0;
}
