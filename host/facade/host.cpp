// SPDX-License-Identifier: Apache-2.0
#include <muster/host.h>

#include <future>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/immortal.h"
#include "base/poll_loop.h"
#include "call/call.h"
#include "call/codes.h"
#include "facade/codes.h"
#include "facade/control.h"
#include "facade/views.h"
#include "plugin/invoke.h"
#include "plugin/staging.h"
#include "registry/registry.h"
#include "registry/retirer.h"
#include "reload/transaction.h"
#include "reload/watcher.h"

namespace muster {
namespace {

ReloadReport refused(Trigger trigger, Error reason) {
  ReloadReport report{.trigger = trigger, .result = Outcome::rejected};
  report.errors.push_back(std::move(reason));
  return report;
}

}  // namespace

/// The modules, in the order in which they may lean on each other; destroyed the other way round.
struct Host::State {
  explicit State(HostOptions given) : options(std::move(given)) {}

  const HostOptions options;
  const SystemClock clock;
  PollLoop loop{clock};
  std::unique_ptr<plugin::CallPool> calls = std::make_unique<plugin::CallPool>();
  std::unique_ptr<plugin::Staging> staging;
  registry::Retirer retirer{clock, [this] { wake_retirer(); }};
  registry::Registry registry{retirer};
  std::optional<reload::Transaction> transaction;
  std::optional<facade::Control> control;
  WatchMode watch_mode = WatchMode::off;
  std::atomic<bool> stopping = false;

  [[nodiscard]] catalog::Roots roots() const { return {options.plugins, options.skills}; }

  void wake_retirer() {
    if (control) control->retire();
  }

  /// Steps the retirer on this thread until nothing is left or patience ends.
  void drain(TimePoint until) {
    while (retirer.step() && clock.now() < until) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
};

Host::Host(HostOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Host::~Host() { static_cast<void>(stop()); }

ReloadReport Host::start() {
  State& state = *state_;
  if (state.control) {
    return refused(Trigger::start,
                   error(facade::codes::started, "start", "the host has been started"));
  }
  auto staging = plugin::Staging::create(plugin::Staging::default_parents(state.options.staging));
  if (!staging) return refused(Trigger::start, std::move(staging.error()));
  state.staging = std::move(*staging);

  plugin::Retire retire = [&state](std::unique_ptr<plugin::LoadedPlugin> unit) {
    state.retirer.take(std::move(unit));
  };
  state.transaction.emplace(state.roots(),
                            catalog::Loader{*state.staging, *state.calls, std::move(retire)},
                            state.registry, state.clock);
  state.control.emplace(state.clock, state.loop, state.retirer, *state.transaction,
                        state.options.on_error, state.options.on_reload);

  // Watching begins before the first scan: no change falls between them.
  std::optional<reload::Watcher> watcher;
  if (state.options.watch) {
    if (auto created = reload::Watcher::create(state.roots())) watcher = std::move(*created);
  }
  state.watch_mode = watcher ? WatchMode::inotify : WatchMode::off;
  state.control->start(std::move(watcher));
  return reload(Trigger::start);
}

ReloadReport Host::reload(Trigger trigger) {
  std::promise<ReloadReport> promise;
  const bool accepted =
      state_->control && state_->control->request(trigger, [&](const ReloadReport& report) {
        promise.set_value(report);
      });
  if (!accepted) {
    return refused(trigger, error(facade::codes::not_running, "reload", "the host is not running"));
  }
  return promise.get_future().get();
}

void Host::request_reload(Trigger trigger) {
  if (state_->control) state_->control->request(trigger, {});
}

std::vector<Retained> Host::stop(std::chrono::nanoseconds patience) {
  State& state = *state_;
  const TimePoint until = state.clock.now() + patience;
  if (!state.control || state.stopping.exchange(true)) return {};
  state.control->stop();
  state.registry.clear();
  state.drain(until);
  std::vector<Retained> left = status().retained;
  if (!left.empty()) {
    // Their code may still run and call back: what they lean on stays for good.
    keep_for_good(std::move(state.calls));
    keep_for_good(std::move(state.staging));
  }
  return left;
}

tl::expected<Lease, FindError> Host::find(std::string_view slug) const noexcept {
  return state_->registry.find(slug);
}

Result<CallResult> Host::call(std::string_view slug, std::string_view input,
                              std::optional<Deadline> deadline) {
  call::Request request{.slug = slug, .input = input};
  if (deadline) request.deadline = deadline->at;
  return call::checked(state_->registry, request, state_->clock);
}

std::vector<AgentInfo> Host::agents() const {
  std::vector<AgentInfo> all;
  const auto [number, catalog] = state_->registry.snapshot();
  if (!catalog) return all;
  for (const auto& entry : catalog->agents()) all.push_back(facade::info_of(entry, number));
  return all;
}

std::vector<SkillInfo> Host::skills() const {
  std::vector<SkillInfo> all;
  const auto [number, catalog] = state_->registry.snapshot();
  if (!catalog) return all;
  for (const auto& unit : catalog->skills()) all.push_back(facade::info_of(*unit, number));
  return all;
}

std::vector<PluginInfo> Host::plugins() const {
  std::vector<PluginInfo> all;
  const auto [number, catalog] = state_->registry.snapshot();
  if (!catalog) return all;
  for (const auto& unit : catalog->plugins()) all.push_back(facade::info_of(*unit, number));
  return all;
}

Result<AgentInfo> Host::agent(std::string_view slug) const {
  const auto [number, catalog] = state_->registry.snapshot();
  const auto* entry = catalog ? catalog->find(slug) : nullptr;
  if (entry != nullptr) return facade::info_of(*entry, number);
  return tl::unexpected(error(call::codes::not_found, std::string(slug), "no such agent is live"));
}

Result<SkillInfo> Host::skill(std::string_view name) const {
  const auto [number, catalog] = state_->registry.snapshot();
  const auto* unit = catalog ? catalog->find_skill(name) : nullptr;
  if (unit != nullptr) return facade::info_of(*unit, number);
  return tl::unexpected(
      error(facade::codes::skill_not_found, std::string(name), "no such skill is live"));
}

Result<std::string> Host::skill_body(std::string_view name) const {
  const auto snapshot = state_->registry.snapshot();
  const auto* unit = snapshot.catalog ? snapshot.catalog->find_skill(name) : nullptr;
  if (unit != nullptr) return unit->body;
  return tl::unexpected(
      error(facade::codes::skill_not_found, std::string(name), "no such skill is live"));
}

Status Host::status() const {
  const State& state = *state_;
  Status status{.watch = state.watch_mode,
                .plugin_roots = state.options.plugins,
                .skill_roots = state.options.skills};
  if (const auto [number, catalog] = state.registry.snapshot(); catalog) {
    status.generation = number;
    status.agents = catalog->agents().size();
    status.skills = catalog->skills().size();
    status.plugins = catalog->plugins().size();
  }
  for (auto& library : state.retirer.retained()) {
    status.retained.push_back({std::move(library.path), std::move(library.sha256),
                               std::move(library.reason), library.since, library.uses});
  }
  if (const auto last = state.control ? state.control->last() : std::nullopt) {
    for (const FileReport& file : last->files) {
      if (is_refused(file.outcome)) status.refused.push_back(file);
    }
    if (!last->problems().empty()) status.health = Health::degraded;
  }
  if (state.stopping) status.health = Health::stopping;
  return status;
}

std::vector<ReloadReport> Host::reloads() const {
  return state_->control ? state_->control->reloads() : std::vector<ReloadReport>{};
}

}  // namespace muster
