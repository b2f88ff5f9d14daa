// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_TABLE_H
#define MUSTER_REGISTRY_TABLE_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "rcu/pins.h"
#include "registry/bytes.h"
#include "registry/group.h"
#include "registry/hash.h"

namespace muster::registry {

/// From slug to agent. Made once and never changed, so there is no growing and no deleting: a key's
/// hash names its home group; one comparison of 16 tags finds the slot; its record is one cache
/// line with the key in it, and with what a lease needs. Keys that find their group full are in the
/// next one that is not.
///
/// Threads:  immutable.
/// Lifetime: points into the units of the catalog it was made from.
/// Cost:     find() 1.3 to 1.4 times the floor, which is the hash, one line of memory and one
///           comparison (tests/bench/registry_bench.cpp). It holds 68 bytes for each agent.
template <class Match>
class BasicTable {
 public:
  /// `agents` has no slug twice.
  explicit BasicTable(std::span<const catalog::Catalog::Entry> agents);

  struct Record;

  /// Null: not there. Allocates nothing.
  [[nodiscard]] const Record* find(std::string_view slug) const noexcept {
    const std::uint64_t hashed = hash(slug);
    for (std::size_t at = scale(hashed, groups_.size());; at = next(at)) {
      const Group& group = groups_[at];
      for (Matches slots = Match::match(group.tags, tag_of(hashed)); slots.any();
           slots.drop_first()) {
        const Record& record = records_[group.first + slots.first()];
        if (record.is_of(slug)) [[likely]]
          return &record;
      }
      if (!group.is_full()) [[likely]]
        return nullptr;
    }
  }

  struct alignas(64) Record {
    Record() = default;
    explicit Record(const plugin::Agent& of);

    const plugin::Agent* agent = nullptr;
    rcu::PinSlot pins;  ///< the agent's

   private:
    friend class BasicTable;
    static constexpr std::size_t kMaxInline = 51;
    static constexpr std::uint8_t kIsLong = 0xff;  // the key is read where the agent has it

    [[nodiscard]] bool is_of(std::string_view slug) const noexcept {
      if (slug.size() > kMaxInline) [[unlikely]]
        return is_of_long(slug);
      return size_ == slug.size() && same_bytes(key_.data(), slug.data(), size_);
    }
    [[nodiscard, gnu::noinline]] bool is_of_long(std::string_view slug) const noexcept {
      return size_ == kIsLong && agent->descriptor.slug == slug;
    }

    std::uint8_t size_ = 0;
    std::array<char, kMaxInline> key_{};
  };
  static_assert(sizeof(Record) == 64);

 private:
  /// Slots are taken from the first on, and their records lie side by side.
  struct alignas(32) Group {
    [[nodiscard]] bool is_full() const noexcept { return tags.back() != kNoTag; }

    Tags tags;
    std::uint32_t first = 0;  // of its records
  };

  static Tag tag_of(std::uint64_t hashed) noexcept { return hashed & kTagMask; }
  std::size_t next(std::size_t at) const noexcept { return ++at == groups_.size() ? 0 : at; }

  std::vector<Group> groups_;  // one at least is not full
  std::vector<Record> records_;
};

extern template class BasicTable<PortableMatch>;
#ifdef __SSE2__
extern template class BasicTable<Sse2Match>;
#endif

using Table = BasicTable<NativeMatch>;

}  // namespace muster::registry

#endif
