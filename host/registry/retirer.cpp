// SPDX-License-Identifier: Apache-2.0
#include "registry/retirer.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "base/immortal.h"
#include "plugin/inspect.h"
#include "rcu/rcu.h"

namespace muster::registry {
namespace {

std::string why_mapped(const plugin::LoadedPlugin& plugin) {
  if (plugin.copy) {
    const auto content = plugin.copy->content();
    const auto inspection =
        content ? plugin::inspect(content->bytes(), plugin.path) : tl::unexpected(content.error());
    if (inspection) return std::string(plugin::reason_to_stay(*inspection));
  }
  return "the dynamic linker keeps it";
}

}  // namespace

Retirer::Retirer(const Clock& clock, std::function<void()> wake)
    : clock_(clock), wake_(std::move(wake)) {}

Retirer::~Retirer() {
  static_cast<void>(step());
  // Left loaded on purpose: somebody is still inside.
  for (Waiting& waiting : plugins_) keep_for_good(std::move(waiting.plugin));
}

void Retirer::take(std::unique_ptr<const Generation> generation) {
  {
    const std::lock_guard lock(mutex_);
    generations_.push_back(std::move(generation));
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

bool Retirer::step() {
  std::vector<std::unique_ptr<const Generation>> generations;
  {
    const std::lock_guard lock(mutex_);
    generations.swap(generations_);
  }
  if (!generations.empty()) {
    rcu::synchronize();
    // Invariant: no reader is left that could find these. Their last plugins come to take().
    generations.clear();
  }

  std::unique_lock lock(mutex_);
  for (auto waiting = plugins_.begin(); waiting != plugins_.end();) {
    // Invariant: whoever could find it found it before a grace period that has ended.
    bool has_ended = false;
    if (waiting->plugin->pins.idle()) {
      waiting->phase = Waiting::Phase::closing;
      lock.unlock();  // foreign code runs; others may add to the list and look at it, not take from
                      // it
      has_ended = waiting->plugin->retire();
      std::string why;
      if (!has_ended && waiting->why_mapped.empty()) why = why_mapped(*waiting->plugin);
      lock.lock();
      if (!why.empty()) waiting->why_mapped = std::move(why);
      waiting->phase = Waiting::Phase::mapped;
    }
    waiting = has_ended ? plugins_.erase(waiting) : std::next(waiting);
  }
  return !plugins_.empty();
}

std::string Retirer::Waiting::reason(std::uint64_t uses) const {
  switch (phase) {
    case Phase::in_use:
      return fmt::format("{} calls or leases are inside", uses);
    case Phase::closing:
      return "its agents are being closed";
    case Phase::mapped:
      return "still mapped: " + why_mapped;
  }
  return {};
}

std::vector<RetainedLibrary> Retirer::retained() const {
  std::vector<RetainedLibrary> all;
  const std::lock_guard lock(mutex_);
  for (const Waiting& waiting : plugins_) {
    const std::uint64_t uses = waiting.plugin->pins.uses();
    all.push_back({waiting.plugin->path, waiting.plugin->hash.hex(), waiting.reason(uses),
                   waiting.since, uses});
  }
  return all;
}

}  // namespace muster::registry
