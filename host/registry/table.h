// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_TABLE_H
#define MUSTER_REGISTRY_TABLE_H

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "rcu/pins.h"
#include "registry/hash.h"
#include "registry/key.h"
#include "registry/perfect_hash.h"

namespace muster::registry {

/// From slug to agent. Made once and never changed, so its hash is made for its agents: each has a
/// record to itself, one cache line with the name in it, and with what a lease needs. An agent for
/// which the hash has no slot, which chance hardly ever brings about, is searched for by halves.
///
/// Threads:  immutable.
/// Lifetime: points into the units of the catalog it was made from.
/// Cost:     find() 1.2 to 1.4 times the floor, which is the hash, one line of memory and one
///           comparison (tests/bench/registry_bench.cpp). It holds 82 to 84 bytes for each agent.
class Table {
 public:
  /// `agents` is sorted by slug, and has none twice.
  explicit Table(std::span<const catalog::Catalog::Entry> agents);

  struct alignas(64) Record {
    Key key;
    const plugin::Agent* agent = nullptr;
    rcu::PinSlot pins;  ///< the agent's
  };

  /// Null: not there. Allocates nothing. Inline, since the call and the registers that it saves are
  /// a tenth of the instructions.
  [[nodiscard, gnu::always_inline]] const Record* find(std::string_view slug) const noexcept {
    return Key::is_usual(slug) ? find(Key(slug), slug) : find_unusual(slug);
  }

 private:
  [[nodiscard, gnu::always_inline]] const Record* find(const Key& key,
                                                       std::string_view slug) const noexcept {
    const std::uint64_t hashed = hash(key);
    if (places_.may_have(hashed)) {
      const Record& record = records_[places_.slot_of(hashed)];
      if (record.key == key && (key.is_whole() || has_slug(record, slug))) [[likely]]
        return &record;
    }
    return slotless_.empty() ? nullptr : find_slotless(slug);
  }
  [[nodiscard]] const Record* find_unusual(std::string_view slug) const noexcept;
  [[nodiscard]] static bool has_slug(const Record& record, std::string_view slug) noexcept;
  [[nodiscard]] const Record* find_slotless(std::string_view slug) const noexcept;

  PerfectHash places_;
  std::vector<Record> records_;   // by slot; some are nobody's
  std::vector<Record> slotless_;  // by slug
};
static_assert(sizeof(Table::Record) == 64);

}  // namespace muster::registry

#endif
