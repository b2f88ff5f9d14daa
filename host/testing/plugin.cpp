// SPDX-License-Identifier: Apache-2.0
#include <muster/testing.hpp>

#include <algorithm>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>

#include "base/manual_clock.h"
#include "call/call.h"
#include "plugin/call_pool.h"
#include "plugin/examine.h"
#include "plugin/staging.h"
#include "registry/codes.h"
#include "registry/registry.h"
#include "testing/answers.h"
#include "testing/instances.h"

namespace muster::testing {
namespace {

[[noreturn]] void give_up(const std::vector<Error>& problems) {
  std::string text;
  for (const Error& problem : problems) text += (text.empty() ? "" : "\n") + to_string(problem);
  throw std::runtime_error(text);
}

template <class T>
T value_or_give_up(Result<T> result) {
  if (!result) give_up({result.error()});
  return *std::move(result);
}

}  // namespace

struct Plugin::State {
  explicit State(const std::map<std::string, std::string>& configuration) {
    for (const auto& [slug, json] : configuration) configurations[slug] = {.json = json};
    calls.route_calls(
        [this](const plugin::AgentCall& asked) { return call(call::request_of(asked)); });
  }
  ~State() {
    instances.reset();
    current.reset();
    registry.close();
    static_cast<void>(retirer.step());  // no call runs, so nothing keeps it
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  /// Loads a file the way a host does, but for the probe. Throws.
  plugin::PluginPtr load(const std::string& file) {
    auto copy = staging->copy(plugin::source_of(file), plugin::kPluginBytesMax, Permissions::off);
    if (!copy) give_up(copy.error());
    plugin::Examination examined = plugin::examine(*copy, file);
    if (!examined.problems.empty()) give_up(examined.problems);
    if (examined.is_helper) {
      throw std::runtime_error(file + ": is a library, but no plugin: it has no `register`");
    }
    warnings = std::move(examined.warnings);
    auto loaded = plugin::load(*std::move(copy), file, {calls, *journal, configurations, warnings});
    if (loaded) return plugin::share(*std::move(loaded), retire);
    if (loaded.error().left) retire(std::move(loaded.error().left));
    give_up(loaded.error().problems);
  }

  void publish(plugin::PluginPtr unit) {
    current = unit;
    registry.publish(catalog::Catalog({std::move(unit)}, {}, {}));
  }

  /// Every call comes through here.
  Result<std::vector<Block>> call(const call::Request& request) {
    const KeyedAgent keyed = find_keyed(current, request.slug);
    if (keyed.agent != nullptr) {
      return instances->call(
          keyed, {.input = request.input,
                  .key = request.key,
                  .request_id = request.request_id,
                  .deadline = call::deadline_of(request, keyed.agent->descriptor, clock->now()),
                  .stop = request.stop,
                  .max_result_bytes = request.max_result_bytes,
                  .on_progress = request.on_progress});
    }
    auto result = call::checked(registry, request, *clock);
    if (!result) return tl::unexpected(std::move(result.error()));
    return std::move(result->blocks);
  }

  /// The keyed agent of this slug, or the answer that there is none.
  template <class Use>
  Answer with_keyed(std::string_view slug, Use use) {
    const KeyedAgent keyed = find_keyed(current, slug);
    if (keyed.agent != nullptr) return use(keyed);
    return answer_of(
        error(registry::codes::not_found, std::string(slug), "there is no such keyed agent"));
  }

  void hear(const LogRecord& record) {
    const std::lock_guard lock(mutex);
    log.push_back({static_cast<LogLine::Level>(record.level), std::string(record.agent),
                   std::string(record.message)});
  }

  std::shared_ptr<ManualClock> clock =
      std::make_shared<ManualClock>(std::chrono::steady_clock::now());
  std::mutex mutex;
  std::vector<LogLine> log;        // guarded by mutex
  std::vector<Progress> progress;  // guarded by mutex
  Configurations configurations;
  std::vector<Error> warnings;  // of the last load
  std::unique_ptr<plugin::Staging> staging =
      value_or_give_up(plugin::Staging::create(plugin::Staging::default_parents({})));
  std::unique_ptr<plugin::Journal> journal = value_or_give_up(plugin::Journal::open("", *clock));
  plugin::CallPool calls{[this](const LogRecord& record) { hear(record); }, clock};
  registry::Retirer retirer{*clock, [] {}};
  plugin::Retire retire = [this](std::unique_ptr<plugin::LoadedPlugin> unit) {
    retirer.take(std::move(unit));
  };
  registry::Registry registry{retirer};
  plugin::PluginPtr current;
  std::optional<Instances> instances{std::in_place};
};

Plugin::Plugin(const std::string& file, const std::map<std::string, std::string>& configuration)
    : state_(std::make_unique<State>(configuration)) {
  plugin::PluginPtr unit = state_->load(file);
  for (const auto& configured : configuration) {
    const std::string& slug = configured.first;
    const bool is_there = std::ranges::any_of(
        unit->agents, [&slug](const auto& agent) { return agent->descriptor.slug == slug; });
    if (!is_there) {
      throw std::runtime_error(slug + ": is configured, but " + file + " has no such agent");
    }
  }
  state_->publish(std::move(unit));
}

Plugin::~Plugin() = default;

Answer Plugin::call(std::string_view agent, std::string_view input, const CallOptions& options) {
  State& state = *state_;
  const ProgressListener listen = [&state](const muster::Progress& progress) {
    const std::lock_guard lock(state.mutex);
    state.progress.push_back({progress.done, progress.total, std::string(progress.message)});
  };
  std::optional<TimePoint> deadline;
  if (options.timeout) deadline = later(state.clock->now(), *options.timeout);
  return answer_of(state.call({.slug = agent,
                               .input = input,
                               .deadline = deadline,
                               .request_id = options.request_id,
                               .key = options.key,
                               .on_progress = &listen}));
}

Answer Plugin::start(std::string_view agent, std::string_view key, std::string_view input) {
  return state_->with_keyed(agent, [&](const KeyedAgent& keyed) {
    return state_->instances->start(keyed, {.input = input, .key = key});
  });
}

Answer Plugin::stop(std::string_view agent, std::string_view key) {
  return state_->instances->stop(agent, key);
}

Answer Plugin::save(std::string_view agent, std::string_view key) {
  return state_->instances->save(agent, {.key = key});
}

Answer Plugin::restore(std::string_view agent, std::string_view key, std::string_view state,
                       std::uint32_t state_version) {
  return state_->with_keyed(agent, [&](const KeyedAgent& keyed) {
    return state_->instances->restore(keyed,
                                      {.input = state, .key = key, .state_version = state_version});
  });
}

std::vector<std::string> Plugin::keys(std::string_view agent) const {
  return state_->instances->keys(agent);
}

std::vector<std::string> Plugin::reload(const std::string& file) {
  plugin::PluginPtr next = state_->load(file);
  auto stayed = state_->instances->move_to(next, {});
  state_->publish(std::move(next));
  static_cast<void>(state_->retirer.step());  // unloads the old one, if nothing stayed there
  return stayed;
}

void Plugin::advance(std::chrono::nanoseconds by) { state_->clock->advance(by); }

std::vector<LogLine> Plugin::log() const {
  const std::lock_guard lock(state_->mutex);
  return state_->log;
}

std::vector<Progress> Plugin::progress() const {
  const std::lock_guard lock(state_->mutex);
  return state_->progress;
}

std::vector<std::string> Plugin::warnings() const {
  std::vector<std::string> lines;
  for (const Error& warning : state_->warnings) lines.push_back(to_string(warning));
  return lines;
}

}  // namespace muster::testing
