// SPDX-License-Identifier: Apache-2.0
#include <muster/host.h>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/immortal.h"
#include "base/poll_loop.h"
#include "call/call.h"
#include "facade/codes.h"
#include "facade/control.h"
#include "facade/edit.h"
#include "facade/listing.h"
#include "facade/quarantine.h"
#include "facade/skills.h"
#include "facade/views.h"
#include "plugin/build.h"
#include "plugin/call_pool.h"
#include "plugin/load_state.h"
#include "plugin/staging.h"
#include "registry/registry.h"
#include "registry/retirer.h"
#include "reload/transaction.h"
#include "reload/watcher.h"
#include "skill/read.h"
#include "skill/unicode.h"

namespace muster {
namespace {

ReloadReport refused(Trigger trigger, Error reason) {
  ReloadReport report{.trigger = trigger, .result = Outcome::rejected};
  report.errors.push_back(std::move(reason));
  return report;
}

Error stopped() { return error(facade::codes::not_running, "start", "the host has been stopped"); }

/// A skill, without the rest of the catalog: nothing else stays loaded while its files are read.
struct LiveSkill {
  std::uint64_t generation;
  skill::SkillPtr unit;

  [[nodiscard]] SkillInfo info() const { return facade::info_of(*unit, generation); }
};

}  // namespace

/// The modules, in the order in which they may lean on each other; destroyed the other way round.
struct Host::State {
  explicit State(HostOptions given) : options(std::move(given)) {
    calls->route_calls(call::route(*registry));
  }

  const HostOptions options;
  const SystemClock clock;
  PollLoop loop{clock};
  std::shared_ptr<plugin::CallPool> calls = std::make_shared<plugin::CallPool>(options.on_log);
  std::unique_ptr<plugin::Staging> staging;
  plugin::LoadState load_state;
  registry::Retirer retirer{clock, [this] { wake_retirer(); }};
  std::shared_ptr<registry::Registry> registry = std::make_shared<registry::Registry>(retirer);
  std::optional<reload::Transaction> transaction;
  std::optional<facade::Control> control;  // its thread's callers use running()
  WatchMode watch_mode = WatchMode::off;
  std::atomic<bool> started = false;
  std::atomic<bool> stopping = false;
  std::atomic<facade::Control*> ready{nullptr};
  std::mutex shutting_down;

  [[nodiscard]] catalog::Roots roots() const { return {options.plugins, options.skills}; }

  [[nodiscard]] catalog::Loader loader() {
    using std::chrono::milliseconds;
    const auto in_ms = [](std::chrono::nanoseconds time) {
      return std::chrono::ceil<milliseconds>(time);
    };
    return {
        .staging = *staging,
        .calls = *calls,
        .state = load_state,
        .prober = plugin::Prober({.program = options.probe,
                                  .patience = in_ms(options.probe_patience),
                                  .opening = plugin::Prober::Opening::tentative,
                                  .open_patience = in_ms(options.load_patience)}),
        .retire =
            [this](std::unique_ptr<plugin::LoadedPlugin> unit) { retirer.take(std::move(unit)); },
        .kept_for_good = [this] { return retirer.kept_for_good(); },
        .clock = clock,
        .permissions = options.permissions,
        .allow_process_changes = options.allow_process_changes,
        .on_probe = options.on_probe};
  }

  /// Null before the start. Whoever sees it sees all that start() made.
  [[nodiscard]] facade::Control* running() const { return ready; }

  /// Takes over an agent of the program that nothing holds any more.
  void end(std::unique_ptr<plugin::LoadedPlugin> unit) {
    // Before the start nobody could ever find it, and no thread retires: it ends here.
    if (running() != nullptr) retirer.take(std::move(unit));
  }

  void wake_retirer() {
    if (auto* const now = running()) now->retire();
  }

  /// Ends everything that start() began; what is still in use at `until` is left loaded and
  /// returned.
  std::vector<Retained> shut_down(TimePoint until) {
    const std::lock_guard lock(shutting_down);
    load_state.journal->close();
    registry->close();  // first, so that no new call comes in while a reload ends
    control->stop(until);
    control->finish_retiring(until);
    load_state.journal->release();
    calls->log().close();
    std::vector<Retained> left = retained();
    if (!left.empty()) {
      // Their code may still run and call back: what they lean on stays for good.
      keep_for_good(calls);
      keep_for_good(registry);
      keep_for_good(std::move(staging));
    }
    return left;
  }

  [[nodiscard]] Result<LiveSkill> live_skill(std::string_view name) const {
    const auto [number, catalog] = registry->snapshot();
    skill::SkillPtr unit = catalog ? catalog->find_skill(skill::normalized(name)) : nullptr;
    if (unit) return LiveSkill{number, std::move(unit)};
    return tl::unexpected(facade::skill_not_found(name));
  }

  [[nodiscard]] std::vector<Retained> retained() const {
    std::vector<Retained> all;
    if (const auto* const now = running()) all = now->stuck();
    for (auto& library : retirer.retained()) {
      all.push_back({std::move(library.path), std::move(library.sha256), std::move(library.reason),
                     library.since, library.uses});
    }
    return all;
  }
};

Host::Host(HostOptions options) : state_(std::make_unique<State>(std::move(options))) {}

Host::~Host() {
  static_cast<void>(stop());
  // A thread that is stuck in a library's code goes on with it when that returns.
  if (state_->control && state_->control->leave_stuck()) {
    keep_for_good(std::shared_ptr<State>(std::move(state_)));
  }
}

ReloadReport Host::start() {
  State& state = *state_;
  if (state.stopping) return refused(Trigger::start, stopped());
  if (state.started.exchange(true)) {
    return refused(Trigger::start,
                   error(facade::codes::started, "start", "the host has been started"));
  }
  auto staging = plugin::Staging::create(plugin::Staging::default_parents(state.options.staging));
  if (!staging) {
    state.started = false;  // nothing has begun: it may be tried again
    return refused(Trigger::start, std::move(staging.error()));
  }
  state.staging = std::move(*staging);

  state.load_state = plugin::open_load_state(state.options.state, plugin::build_id(), state.clock);
  state.transaction.emplace(state.roots(), state.options.configurations, state.loader(),
                            *state.registry);
  state.control.emplace(state.clock, state.loop, state.retirer, *state.transaction,
                        state.load_state, state.options);

  std::optional<Result<std::unique_ptr<reload::Watcher>>> watcher;
  if (state.options.watch) watcher = reload::Watcher::create(state.roots());
  if (watcher) state.watch_mode = *watcher ? WatchMode::inotify : WatchMode::polling;
  if (auto begun = state.control->start(std::move(watcher)); !begun) {
    state.control.reset();
    state.transaction.reset();
    state.load_state = {};  // lets go of its lock
    state.started = false;
    return refused(Trigger::start, std::move(begun.error()));
  }
  state.ready = &*state.control;
  if (state.stopping) {  // meanwhile, by another thread, which may have seen that we are ready, or
                         // not
    static_cast<void>(state.shut_down(state.clock.now()));
    return refused(Trigger::start, stopped());
  }
  return reload(Trigger::start);
}

ReloadReport Host::reload(Trigger trigger) {
  // Shared: the control thread may still be inside set_value when the report is here.
  const auto promise = std::make_shared<std::promise<ReloadReport>>();
  facade::Control* const control = state_->running();
  const bool accepted =
      control != nullptr && control->request(trigger, [promise](const ReloadReport& report) {
        promise->set_value(report);
      });
  if (!accepted) {
    return refused(trigger, error(facade::codes::not_running, "reload", "the host is not running"));
  }
  return promise->get_future().get();
}

void Host::request_reload(Trigger trigger) {
  if (auto* const control = state_->running()) control->request(trigger, {});
}

std::vector<Retained> Host::stop(std::chrono::nanoseconds patience) {
  State& state = *state_;
  if (state.stopping.exchange(true)) return {};
  if (state.running() == nullptr) {
    state.registry->close();
    return {};
  }
  return state.shut_down(later(state.clock.now(), patience));
}

Result<Change> Host::edit(const std::function<void(Edit&)>& edit) {
  State& state = *state_;
  return facade::take_edit(
      *state.registry,
      {.calls = *state.calls,
       .retire =
           [&state](std::unique_ptr<plugin::LoadedPlugin> unit) { state.end(std::move(unit)); }},
      edit);
}

Result<Change> Host::add(std::string_view slug, std::string_view description,
                         AgentFunction function) {
  return edit([&](Edit& edit) { edit.add(slug, description, std::move(function)); });
}

Result<Change> Host::add(const AgentDescriptor& descriptor, AgentFunction function) {
  return edit([&](Edit& edit) { edit.add(descriptor, std::move(function)); });
}

Result<Change> Host::add_skill(std::string_view text, std::string_view place) {
  return edit([&](Edit& edit) { edit.add_skill(text, place); });
}

Result<Change> Host::remove_skill(std::string_view name) {
  return edit([name](Edit& edit) { edit.remove_skill(name); });
}

Result<Change> Host::remove(std::string_view slug) {
  return edit([slug](Edit& edit) { edit.remove(slug); });
}

Handle Host::handle(std::string_view slug) const { return {state_->registry, slug}; }

tl::expected<Lease, FindError> Host::find(std::string_view slug) const noexcept {
  return state_->registry->find(slug);
}

Result<CallResult> Host::call(std::string_view slug, std::string_view input,
                              const CallOptions& options) {
  call::Request request{.slug = slug,
                        .input = input,
                        .stop = options.stop,
                        .request_id = options.request_id,
                        .key = options.key,
                        .on_progress = options.on_progress ? &options.on_progress : nullptr};
  if (options.deadline) request.deadline = options.deadline->at;
  return call::checked(*state_->registry, request, state_->clock);
}

Result<CallResult> Host::call(std::string_view slug, std::string_view input, Deadline deadline) {
  return call(slug, input, CallOptions{.deadline = deadline});
}

std::vector<AgentInfo> Host::agents() const {
  std::vector<AgentInfo> all;
  const auto [number, catalog] = state_->registry->snapshot();
  if (!catalog) return all;
  for (const auto& entry : catalog->agents()) all.push_back(facade::info_of(entry, number));
  return all;
}

std::vector<SkillInfo> Host::skills() const {
  std::vector<SkillInfo> all;
  const auto [number, catalog] = state_->registry->snapshot();
  if (!catalog) return all;
  for (const auto& unit : catalog->skills()) all.push_back(facade::info_of(*unit, number));
  return all;
}

Result<Page<AgentInfo>> Host::agents(const Filter& filter) const {
  using Entry = catalog::Catalog::Entry;
  const auto snapshot = state_->registry->snapshot();
  return facade::page_of(
      snapshot.catalog ? snapshot.catalog->agents() : std::span<const Entry>(), filter,
      [](const Entry& entry) { return std::string_view(entry.agent->descriptor.slug); },
      [](const Entry& entry) { return std::string_view(entry.agent->descriptor.description); },
      [](const Entry& entry) -> const auto& { return entry.agent->descriptor.tags; },
      [&snapshot](const Entry& entry) { return facade::info_of(entry, snapshot.number); });
}

Result<Page<SkillInfo>> Host::skills(const Filter& filter) const {
  const auto snapshot = state_->registry->snapshot();
  return facade::page_of_skills(
      snapshot.catalog ? snapshot.catalog->skills() : std::span<const skill::SkillPtr>(), filter,
      snapshot.number);
}

std::vector<PluginInfo> Host::plugins() const {
  std::vector<PluginInfo> all;
  const auto [number, catalog] = state_->registry->snapshot();
  if (!catalog) return all;
  for (const auto& unit : catalog->plugins()) all.push_back(facade::info_of(*unit, number));
  return all;
}

Result<AgentInfo> Host::agent(std::string_view slug) const {
  const auto [number, catalog] = state_->registry->snapshot();
  const auto* entry = catalog ? catalog->find(slug) : nullptr;
  if (entry != nullptr) return facade::info_of(*entry, number);
  return tl::unexpected(registry::why_not_found(FindError::not_found, slug));
}

Result<SkillInfo> Host::skill(std::string_view name) const {
  return state_->live_skill(name).map([](const LiveSkill& live) { return live.info(); });
}

Result<std::string> Host::skill_body(std::string_view name) const {
  return state_->live_skill(name).and_then(
      [](const LiveSkill& live) { return skill::read_body(*live.unit); });
}

Result<ActiveSkill> Host::activate(std::string_view name) const {
  return state_->live_skill(name).and_then(
      [](const LiveSkill& live) { return facade::activate(*live.unit, live.generation); });
}

Result<SkillContent> Host::skill_file(std::string_view name, std::string_view path) const {
  return state_->live_skill(name).and_then(
      [path](const LiveSkill& live) { return facade::content_of(*live.unit, path); });
}

std::vector<Quarantined> Host::quarantined() const {
  const facade::Control* const control = state_->running();
  const auto standing = control != nullptr ? control->standing() : nullptr;
  if (!standing) return {};
  return facade::quarantined(*state_->load_state.verdicts, *standing);
}

Result<std::vector<Quarantined>> Host::retry(std::string_view which) {
  if (state_->running() == nullptr || state_->stopping) {
    return tl::unexpected(error(facade::codes::not_running, "retry", "the host is not running"));
  }
  return facade::retry(*state_->load_state.verdicts, which, quarantined());
}

Status Host::status() const {
  const State& state = *state_;
  Status status{.name = state.options.name,
                .health = health(),
                .plugin_roots = state.options.plugins,
                .skill_roots = state.options.skills};
  if (const auto [number, catalog] = state.registry->snapshot(); catalog) {
    status.generation = number;
    status.agents = catalog->agents().size();
    status.skills = catalog->skills().size();
    status.plugins = catalog->plugins().size();
  }
  status.retained = state.retained();
  if (const facade::Control* const control = state.running()) {
    status.watch = state.watch_mode;
    if (const auto standing = control->standing()) {
      status.refused = standing->refused;
      if (standing->is_blind && status.watch == WatchMode::inotify) {
        status.watch = WatchMode::polling;
      }
    }
  }
  return status;
}

Health Host::health() const {
  if (state_->stopping) return Health::stopping;
  const facade::Control* const control = state_->running();
  const auto standing = control != nullptr ? control->standing() : nullptr;
  if (!standing) return Health::starting;
  return control->is_stuck() ? Health::degraded : standing->health;
}

std::uint64_t Host::generation() const { return state_->registry->snapshot().number; }

std::vector<ReloadReport> Host::reloads() const {
  const facade::Control* const control = state_->running();
  return control != nullptr ? control->reloads() : std::vector<ReloadReport>{};
}

}  // namespace muster
