// SPDX-License-Identifier: Apache-2.0
#include "registry/table.h"

#include <algorithm>

namespace muster::registry {
namespace {

// With 10 of 16 slots taken on average, one group in twenty is full and sends a miss on to the
// next.
constexpr std::size_t kMeanFill = 10;

}  // namespace

template <class Match>
BasicTable<Match>::BasicTable(std::span<const catalog::Catalog::Entry> agents)
    : groups_(agents.size() / kMeanFill + 1), records_(agents.size()) {
  struct Place {
    std::uint32_t group;
    std::uint32_t slot;
  };
  std::vector<Place> places;
  std::vector<std::uint32_t> taken(groups_.size());
  places.reserve(agents.size());
  for (Group& group : groups_) group.tags.fill(kNoTag);

  for (const catalog::Catalog::Entry& entry : agents) {
    const std::uint64_t hashed = hash(entry.agent->descriptor.slug);
    std::size_t at = scale(hashed, groups_.size());
    while (taken[at] == kGroupSize) at = next(at);
    const std::uint32_t slot = taken[at]++;
    groups_[at].tags[slot] = tag_of(hashed);
    places.push_back({static_cast<std::uint32_t>(at), slot});
  }

  std::uint32_t first = 0;
  for (std::size_t at = 0; at < groups_.size(); ++at) {
    groups_[at].first = first;
    first += taken[at];
  }
  for (std::size_t i = 0; i < agents.size(); ++i) {
    records_[groups_[places[i].group].first + places[i].slot] = Record(*agents[i].agent);
  }
}

template <class Match>
BasicTable<Match>::Record::Record(const plugin::Agent& of) : agent(&of), pins(of.pins) {
  const std::string_view slug = of.descriptor.slug;
  size_ = slug.size() > kMaxInline ? kIsLong : static_cast<std::uint8_t>(slug.size());
  if (size_ != kIsLong) std::ranges::copy(slug, key_.begin());
}

template class BasicTable<PortableMatch>;
#ifdef __SSE2__
template class BasicTable<Sse2Match>;
#endif

}  // namespace muster::registry
