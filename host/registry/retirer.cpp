// SPDX-License-Identifier: Apache-2.0
#include "registry/retirer.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/immortal.h"
#include "base/mapped_file.h"
#include "base/text.h"
#include "plugin/inspect.h"
#include "rcu/rcu.h"

namespace muster::registry {
namespace {

struct Remains {
  std::string why;
  bool is_for_good;
};

/// Of a library of a plugin that was closed; nothing, if its file cannot be read.
std::optional<Remains> remains_of(const std::string& library, const Result<MappedFile>& content) {
  if (!content) return std::nullopt;
  const auto inspection = plugin::inspect(content->bytes(), library);
  if (!inspection) return std::nullopt;
  return Remains{std::string(plugin::reason_to_stay(*inspection)), inspection->never_unloads};
}

/// Of a plugin that was closed, and is still mapped; or a helper of its bundle is.
Remains remains_of(const plugin::LoadedPlugin& plugin) {
  Remains remains{"the dynamic linker keeps it", false};
  if (!plugin.copy) return remains;
  if (plugin.library && plugin.library->is_kept()) {
    return {"it changes the process, and its code may run on", true};
  }
  if (plugin.library) {
    return remains_of(plugin.path, plugin.copy->content()).value_or(std::move(remains));
  }
  const std::size_t folder = plugin.copy->path().rfind('/') + 1;
  for (const std::string& helper : plugin.copy->helpers()) {
    if (!plugin::is_mapped(helper)) continue;
    auto of_helper = remains_of(helper, MappedFile::open(helper));
    if (!of_helper) continue;
    of_helper->why = fmt::format("its {}, for {}", escaped(helper.substr(folder)), of_helper->why);
    if (of_helper->is_for_good) return *std::move(of_helper);
    remains = *std::move(of_helper);
  }
  return remains;
}

}  // namespace

Retirer::Retirer(const Clock& clock, std::function<void()> wake)
    : clock_(clock), wake_(std::move(wake)) {}

Retirer::~Retirer() {
  static_cast<void>(step());
  // Left loaded on purpose: somebody is still inside.
  for (Waiting& waiting : plugins_) keep_for_good(std::move(waiting.plugin));
}

void Retirer::take(Retired generations) {
  {
    const std::lock_guard lock(mutex_);
    generations_.splice(generations_.end(), generations);
  }
  wake_();
}

void Retirer::take(std::unique_ptr<plugin::LoadedPlugin> plugin) {
  {
    const std::lock_guard lock(mutex_);
    plugins_.push_back({std::move(plugin), clock_.wall()});
  }
  wake_();
}

bool Retirer::step(Reach reach) {
  Retired generations;
  {
    const std::lock_guard lock(mutex_);
    generations.swap(generations_);
  }
  if (!generations.empty()) {
    rcu::synchronize();
    // Invariant: no reader is left that could find these. Their last plugins come to take().
    generations.clear();
  }

  std::list<Waiting> ended;  // outlives the lock: functions of the program end with it
  std::unique_lock lock(mutex_);
  for (auto next = plugins_.begin(); next != plugins_.end();) {
    const auto waiting = next;
    // Invariant: whoever could find it found it before a grace period that has ended.
    if (waiting->phase == Waiting::Phase::untried) waiting->phase = Waiting::Phase::in_use;
    const bool may_end = !waiting->is_for_good && waiting->phase != Waiting::Phase::hanging;
    const bool is_due = may_end && waiting->plugin->pins.slot().idle();
    const bool has_ended = is_due && retire(*waiting, reach, lock);
    const bool is_given_up = is_due && waiting->phase == Waiting::Phase::hanging;
    if (is_given_up) waiting->phase = Waiting::Phase::closed;  // for a later step to go on with
    ++next;  // not before: others may have come meanwhile
    if (has_ended) ended.splice(ended.end(), plugins_, waiting);
    if (is_given_up) return true;
  }
  return std::ranges::any_of(
      plugins_, [reach](const Waiting& waiting) { return waiting.is_brought_on_by_time(reach); });
}

void Retirer::give_up() {
  const std::lock_guard lock(mutex_);
  for (Waiting& waiting : plugins_) {
    if (waiting.phase == Waiting::Phase::closing) waiting.phase = Waiting::Phase::hanging;
  }
}

// True: nothing is left of it. It is `hanging` when this step was given up on meanwhile, and
// another thread may be at all other plugins.
bool Retirer::retire(Waiting& waiting, Reach reach, std::unique_lock<std::mutex>& lock) {
  waiting.phase = Waiting::Phase::closing;
  // Foreign code runs; others may add to the list and look at it, not take from it.
  lock.unlock();
  waiting.plugin->close();
  lock.lock();
  if (waiting.phase == Waiting::Phase::hanging) return false;
  lock.unlock();
  const bool may_unload = reach == Reach::unload || waiting.plugin->function.has_value();
  const bool had_library = waiting.plugin->library.has_value();
  const bool has_ended = may_unload && waiting.plugin->retire();
  const bool is_other =
      waiting.why_mapped.empty() || had_library != waiting.plugin->library.has_value();
  std::optional<Remains> remains;
  if (may_unload && !has_ended && is_other) {
    remains = remains_of(*waiting.plugin);
  }
  lock.lock();
  if (waiting.phase == Waiting::Phase::closing) {
    waiting.phase = may_unload ? Waiting::Phase::mapped : Waiting::Phase::closed;
  }
  if (remains) {
    waiting.why_mapped = std::move(remains->why);
    waiting.is_for_good = remains->is_for_good;
  }
  return has_ended;
}

bool Retirer::Waiting::is_brought_on_by_time(Reach reach) const {
  if (phase == Phase::hanging) return false;
  return !is_for_good && (reach == Reach::unload || phase <= Phase::in_use);
}

std::string Retirer::Waiting::reason(std::uint64_t uses) const {
  switch (phase) {
    case Phase::untried:
    case Phase::in_use:
      return fmt::format("{} calls or leases are inside", uses);
    case Phase::closing:
      return "its agents are being closed";
    case Phase::hanging:
      return "has not returned from its close or its destructors";
    case Phase::closed:
      return "closed, and kept by code that holds the dynamic linker";
    case Phase::mapped:
      return "still mapped: " + why_mapped;
  }
  return {};
}

std::size_t Retirer::kept_for_good() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::ranges::count_if(plugins_, &Waiting::is_for_good));
}

std::vector<RetainedLibrary> Retirer::retained() const {
  std::vector<RetainedLibrary> all;
  const std::lock_guard lock(mutex_);
  for (const Waiting& waiting : plugins_) {
    const std::uint64_t uses = waiting.plugin->pins.slot().uses();
    if (waiting.phase == Waiting::Phase::untried && uses == 0) continue;
    all.push_back({waiting.plugin->path, waiting.plugin->sha256(), waiting.reason(uses),
                   waiting.since, uses});
  }
  return all;
}

}  // namespace muster::registry
