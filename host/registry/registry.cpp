// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include <string>
#include <utility>

#include "rcu/rcu.h"
#include "registry/codes.h"
#include "registry/publishing.h"

namespace muster::registry {
namespace {

Lease pinned(const rcu::Section& section, const plugin::Agent& agent, rcu::PinSlot pins,
             std::uint64_t generation) noexcept {
  pins.enter(section);
  return {agent, pins.number(), generation};
}

}  // namespace

Error why_not_found(FindError reason, std::string_view slug) {
  return reason == FindError::not_found
             ? error(codes::not_found, std::string(slug), "no such agent is live")
             : error(codes::not_started, std::string(slug), "the host is not serving");
}

std::uint64_t Publishing::publish(catalog::Catalog next) {
  const std::uint64_t number = registry_.last_number_ + 1;
  if (is_open()) {
    auto generation = std::make_unique<const Generation>(number, std::move(next));
    Retired place(1);
    // Invariant: nothing has changed so far, and nothing fails from here on.
    replaced_ = std::exchange(registry_.catalog_, generation->catalog);
    registry_.exchange(std::move(generation), std::move(place));
  }
  registry_.last_number_ = number;
  return number;
}

void Publishing::prepare(catalog::Catalog next) {
  replaced_ =
      std::exchange(registry_.catalog_, std::make_shared<const catalog::Catalog>(std::move(next)));
}

std::uint64_t Registry::publish(catalog::Catalog next) {
  return Publishing(*this).publish(std::move(next));
}

void Registry::close() {
  auto last = std::make_shared<const catalog::Catalog>();  // outlives the lock: units may end
  Retired place(1);
  const std::lock_guard lock(publishing_);
  is_closed_ = true;
  catalog_.swap(last);
  exchange(nullptr, std::move(place));
}

void Registry::exchange(std::unique_ptr<const Generation> next, Retired place) {
  // Release: pairs with the acquire in find() and snapshot(). A reader that sees the pointer sees
  // the whole table. Acquire: the old generation goes to another thread to be freed.
  place.front().reset(current_.exchange(next.release(), std::memory_order_acq_rel));
  if (place.front()) retirer_.take(std::move(place));
}

tl::expected<Lease, FindError> Registry::find(std::string_view slug) const noexcept {
  const rcu::Section section;
  const Generation* current = current_.load(std::memory_order_acquire);
  if (current == nullptr) return tl::unexpected(FindError::not_started);
  const auto* const found = current->agents.find(slug);
  if (found == nullptr) return tl::unexpected(FindError::not_found);
  return pinned(section, *found->agent, found->pins, current->number);
}

tl::expected<Lease, FindError> Registry::find(std::string_view slug, Found& last) const noexcept {
  const rcu::Section section;
  const Generation* current = current_.load(std::memory_order_acquire);
  if (current == nullptr) return tl::unexpected(FindError::not_started);
  if (current->number != last.generation) [[unlikely]] {
    const auto* const found = current->agents.find(slug);
    last = {current->number, found == nullptr ? nullptr : found->agent};
  }
  if (last.agent == nullptr) return tl::unexpected(FindError::not_found);
  return pinned(section, *last.agent, last.agent->pins, last.generation);
}

Snapshot Registry::snapshot() const {
  const rcu::Section section;
  const Generation* current = current_.load(std::memory_order_acquire);
  return current == nullptr ? Snapshot{} : Snapshot{current->number, current->catalog};
}

}  // namespace muster::registry
