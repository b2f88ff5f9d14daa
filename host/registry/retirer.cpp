// SPDX-License-Identifier: Apache-2.0
#include "registry/retirer.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/immortal.h"
#include "rcu/rcu.h"

namespace muster::registry {

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

  // Foreign code runs below, so the lock is not held; new arrivals join the list meanwhile.
  std::vector<Waiting> plugins;
  {
    const std::lock_guard lock(mutex_);
    plugins.swap(plugins_);
  }
  std::erase_if(plugins, [this](Waiting& waiting) { return end(waiting); });
  const std::lock_guard lock(mutex_);
  std::ranges::move(plugins, std::back_inserter(plugins_));
  return !plugins_.empty();
}

bool Retirer::end(Waiting& waiting) const {
  // Invariant: whoever could find it found it before a grace period that has ended.
  if (!waiting.plugin->pins.idle()) return false;
  waiting.is_closed = true;
  return waiting.plugin->retire();
}

std::vector<RetainedLibrary> Retirer::retained() const {
  std::vector<RetainedLibrary> all;
  const std::lock_guard lock(mutex_);
  for (const Waiting& waiting : plugins_) {
    const std::uint64_t uses = waiting.plugin->pins.uses();
    all.push_back({waiting.plugin->path, waiting.plugin->hash.hex(),
                   waiting.is_closed ? std::string("still mapped: a thread_local destructor is "
                                                   "pending, or the library cannot be unloaded")
                                     : fmt::format("{} calls or leases are inside", uses),
                   waiting.since, uses});
  }
  return all;
}

}  // namespace muster::registry
