// SPDX-License-Identifier: Apache-2.0
#include "testing/instances.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "call/check.h"
#include "plugin/codes.h"
#include "testing/answers.h"

namespace muster::testing {
namespace {

using plugin::Invocation;
using plugin::StopReason;

inline constexpr Code kLive{"instance.live", Kind::conflict, "There is an instance of this key.",
                            "stop it first, or take another key"};
inline constexpr Code kNotLive{"instance.not_live", Kind::not_found,
                               "There is no instance of this key.", "start it, or call it"};
inline constexpr Code kNoKey{"instance.no_key", Kind::invalid,
                             "A keyed agent was called without a key.", "give one: {.key = \"a\"}"};
inline constexpr Code kNotMoved{"instance.not_moved", Kind::failed,
                                "An instance could not go on in a new version.",
                                "give the new version save, restore and no lower state_version"};

Error instance_error(const Code& code, std::string_view slug, std::string_view key,
                     std::string_view message) {
  return error(code, fmt::format("{}/{}", slug, key), std::string(message));
}

Error not_live(std::string_view slug, std::string_view key) {
  return instance_error(kNotLive, slug, key, "there is no instance of this key");
}

class Running {
 public:
  explicit Running(bool& flag) : flag_(flag) { flag_ = true; }
  ~Running() { flag_ = false; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  bool& flag_;
};

}  // namespace

KeyedAgent find_keyed(const plugin::PluginPtr& unit, std::string_view slug) {
  const auto found = std::ranges::find_if(unit->agents, [slug](const auto& agent) {
    return agent->descriptor.slug == slug && agent->descriptor.keyed;
  });
  return {unit, found == unit->agents.end() ? nullptr : found->get()};
}

Instances::~Instances() {
  for (auto& [name, live] : live_) live.instance->stop(StopReason::host);
}

Instances::Live* Instances::find(std::string_view slug, std::string_view key) {
  const auto found = live_.find(Name(slug, key));
  return found == live_.end() ? nullptr : &found->second;
}

Result<void> Instances::make(const KeyedAgent& agent, const Invocation& invocation) {
  if (invocation.key.empty()) {
    return tl::unexpected(
        instance_error(kNoKey, agent.agent->descriptor.slug, "", "the call has no key"));
  }
  const auto input = call::checked_object(*agent.agent, invocation.input);
  if (!input) return tl::unexpected(input.error());
  // It has the key while it starts, so that its start does not reach for another one.
  const Name name(agent.agent->descriptor.slug, invocation.key);
  Live& live =
      live_.emplace(name, Live{agent, std::string(invocation.input), {}, true}).first->second;
  auto made = plugin::Instance::start(*agent.agent, invocation);
  if (!made) {
    live_.erase(name);
    return tl::unexpected(std::move(made.error()));
  }
  live.instance.emplace(*std::move(made));
  live.is_running = false;
  return {};
}

Result<std::vector<Block>> Instances::call(const KeyedAgent& agent, const Invocation& invocation) {
  const std::string& slug = agent.agent->descriptor.slug;
  const auto input = call::checked_input(*agent.agent, invocation.input);
  if (!input) return tl::unexpected(input.error());
  Invocation checked = invocation;
  checked.parsed = &*input;

  const std::lock_guard lock(mutex_);
  if (const Live* const live = find(slug, invocation.key); live != nullptr && live->is_running) {
    return tl::unexpected(instance_error(plugin::codes::call_reentrant, slug, invocation.key,
                                         "the call comes from a call of this instance"));
  }
  if (find(slug, invocation.key) == nullptr) {
    Invocation starting = invocation;
    starting.input = "{}";
    if (auto made = make(agent, starting); !made) return tl::unexpected(std::move(made.error()));
  }
  Live& live = *find(slug, invocation.key);
  auto blocks = [&] {
    const Running running(live.is_running);
    return live.instance->call(checked);
  }();
  if (live.instance->is_broken()) live_.erase(Name(slug, invocation.key));
  if (!blocks) return blocks;
  if (auto bad = call::why_bad_output(*agent.agent, *blocks)) return tl::unexpected(*bad);
  return blocks;
}

Answer Instances::start(const KeyedAgent& agent, const Invocation& invocation) {
  const std::lock_guard lock(mutex_);
  const std::string& slug = agent.agent->descriptor.slug;
  if (find(slug, invocation.key) != nullptr) {
    return answer_of(
        instance_error(kLive, slug, invocation.key, "there is an instance of this key"));
  }
  const auto made = make(agent, invocation);
  return made ? Answer() : answer_of(made.error());
}

Answer Instances::stop(std::string_view slug, std::string_view key) {
  const std::lock_guard lock(mutex_);
  return live_.erase(Name(slug, key)) == 1 ? Answer() : answer_of(not_live(slug, key));
}

Answer Instances::save(std::string_view slug, const Invocation& invocation) {
  const std::lock_guard lock(mutex_);
  Live* const live = find(slug, invocation.key);
  if (live == nullptr) return answer_of(not_live(slug, invocation.key));
  if (!live->instance->has_state()) return {};
  auto state = live->instance->save(invocation);
  if (live->instance->is_broken()) live_.erase(Name(slug, invocation.key));
  if (!state) return answer_of(state.error());
  return answer_of(std::vector{Block{Block::Type::json, {}, {}, *std::move(state)}});
}

Answer Instances::restore(const KeyedAgent& agent, const Invocation& invocation) {
  const std::lock_guard lock(mutex_);
  Invocation starting = invocation;
  starting.input = "{}";
  starting.state_version = 0;
  if (Answer started = start(agent, starting); !started) return started;
  const std::string& slug = agent.agent->descriptor.slug;
  const auto restored = find(slug, invocation.key)->instance->restore(invocation);
  if (restored) return {};
  live_.erase(Name(slug, invocation.key));
  return answer_of(restored.error());
}

std::vector<std::string> Instances::keys(std::string_view slug) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& [name, live] : live_) {
    if (name.first == slug) keys.push_back(name.second);
  }
  return keys;
}

std::vector<std::string> Instances::move_to(const plugin::PluginPtr& next,
                                            const Invocation& invocation) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> stayed;
  for (auto at = live_.begin(); at != live_.end();) {
    auto& [name, live] = *at;
    if (find_keyed(next, name.first).agent == nullptr) {
      live.instance->stop(StopReason::removed);
      at = live_.erase(at);
      continue;
    }
    if (const auto moved = move(name, live, next, invocation); !moved) {
      stayed.push_back(to_string(moved.error()));
    }
    at = live.instance->is_broken() ? live_.erase(at) : std::next(at);
  }
  return stayed;
}

Result<void> Instances::move(const Name& name, Live& live, const plugin::PluginPtr& next,
                             Invocation invocation) {
  const auto stays = [&](std::string_view why) {
    return tl::unexpected(instance_error(kNotMoved, name.first, name.second, why));
  };
  const KeyedAgent agent = find_keyed(next, name.first);
  const std::uint32_t version = live.agent.agent->descriptor.state_version;
  if (!live.instance->has_state()) return stays("it keeps no state");
  if (agent.agent->restore == nullptr) return stays("the new version takes over no state");
  if (agent.agent->descriptor.state_version < version) {
    return stays(fmt::format("its state_version {} is above {}, the new one's", version,
                             agent.agent->descriptor.state_version));
  }
  invocation.key = name.second;
  const auto state = live.instance->save(invocation);
  if (!state) return tl::unexpected(state.error());
  invocation.input = live.start_input;
  auto made = plugin::Instance::start(*agent.agent, invocation);
  if (!made) return tl::unexpected(std::move(made.error()));
  invocation.input = *state;
  invocation.state_version = version;
  if (auto restored = made->restore(invocation); !restored) return restored;

  live.instance->stop(StopReason::moved);
  live.instance.emplace(*std::move(made));
  live.agent = agent;
  return {};
}

}  // namespace muster::testing
