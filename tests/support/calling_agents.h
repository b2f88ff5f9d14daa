// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_CALLING_AGENTS_H
#define MUSTER_TESTS_SUPPORT_CALLING_AGENTS_H

#include <cstddef>
#include <deque>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "call/call.h"
#include "plugin/call_pool.h"
#include "registry/registry.h"
#include "support/units.h"

namespace muster::test {

[[nodiscard]] inline muster_text text(std::string_view view) { return {view.data(), view.size()}; }
[[nodiscard]] inline std::string view(muster_text text) { return {text.data, text.size}; }

/// Agents that are published and can call each other; what each does is up to the test. Link
/// muster_call.
struct CallingAgents {
  using Body = std::function<std::int32_t(const muster_call&)>;

  const SystemClock clock;
  plugin::CallPool pool;
  registry::Retirer retirer{clock, [] {}};
  registry::Registry registry{retirer};
  std::deque<Body> bodies;  ///< at first each answers nothing
  std::vector<plugin::Agent*> agents;
  const muster_call_api& api = *static_cast<const muster_call_api*>(
      pool.host().extension(pool.host().context, text(MUSTER_CALL_ID)));

  explicit CallingAgents(std::initializer_list<const char*> slugs) {
    pool.route_calls(call::route(registry));
    auto unit = plain_plugin("a.so", slugs);
    for (const auto& agent : unit->agents) {
      agent->calls = &pool;
      agent->call = [](void* body, const muster_call* call) {
        return (*static_cast<const Body*>(body))(*call);
      };
      agent->self = &bodies.emplace_back([](const muster_call&) { return MUSTER_OK; });
      agents.push_back(agent.get());
    }
    registry.publish({{plugin::PluginPtr(std::move(unit))}, {}, {}});
  }

  std::int32_t write(const muster_call& call, std::string_view bytes,
                     std::uint32_t type = MUSTER_BLOCK_TEXT) const {
    const muster_block block{
        .struct_size = sizeof block, .type = type, .mime = {}, .name = {}, .bytes = text(bytes)};
    return pool.host().write(pool.host().context, call.token, &block);
  }

  [[nodiscard]] std::int32_t check(const muster_call& call) const {
    return pool.host().check(pool.host().context, call.token);
  }

  [[nodiscard]] static muster_request asking(std::string_view slug) {
    return {.struct_size = sizeof(muster_request),
            .reserved = 0,
            .agent = text(slug),
            .key = {},
            .input = {},
            .deadline_ns = 0};
  }

  std::int32_t ask(const muster_call& call, const muster_request& request,
                   muster_answer& answer) const {
    return api.call(api.context, call.token, &request, &answer);
  }

  /// What came of asking an agent, as "status code: message" or "status text".
  [[nodiscard]] std::string ask(const muster_call& call, const muster_request& request) const {
    muster_answer answer = nullptr;
    const std::int32_t status = ask(call, request, answer);
    std::string said = std::to_string(status);
    muster_text code{};
    muster_text message{};
    muster_block block{.struct_size = sizeof block, .type = 0, .mime = {}, .name = {}, .bytes = {}};
    if (answer == nullptr) return said;
    if (api.error(answer, &code, &message) == MUSTER_OK) {
      said += " " + view(code) + ": " + view(message);
    } else if (api.block(answer, 0, &block) == MUSTER_OK) {
      said += " " + view(block.bytes);
    }
    return said;
  }
};

}  // namespace muster::test

#endif
