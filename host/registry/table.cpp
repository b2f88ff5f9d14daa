// SPDX-License-Identifier: Apache-2.0
#include "registry/table.h"

#include <algorithm>

namespace muster::registry {
namespace {

std::string_view slug_of(const Table::Record& record) noexcept {
  return record.agent->descriptor.slug;
}

std::vector<std::uint64_t> hashes_of(std::span<const catalog::Catalog::Entry> agents) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(agents.size());
  for (const auto& entry : agents) hashes.push_back(hash(Key(entry.agent->descriptor.slug)));
  return hashes;
}

}  // namespace

Table::Table(std::span<const catalog::Catalog::Entry> agents)
    : places_(hashes_of(agents)), records_(places_.slots()) {
  for (const catalog::Catalog::Entry& entry : agents) {
    const Record record{Key(entry.agent->descriptor.slug), entry.agent, entry.agent->pins};
    const std::uint64_t hashed = hash(record.key);
    if (places_.may_have(hashed)) {
      records_[places_.slot_of(hashed)] = record;
    } else {
      slotless_.push_back(record);
    }
  }
}

bool Table::has_slug(const Record& record, std::string_view slug) noexcept {
  return slug_of(record) == slug;
}

const Table::Record* Table::find_unusual(std::string_view slug) const noexcept {
  return find(Key(slug), slug);
}

const Table::Record* Table::find_slotless(std::string_view slug) const noexcept {
  const auto at = std::ranges::lower_bound(slotless_, slug, {}, slug_of);
  return at != slotless_.end() && slug_of(*at) == slug ? &*at : nullptr;
}

}  // namespace muster::registry
