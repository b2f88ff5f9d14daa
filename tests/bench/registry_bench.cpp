// SPDX-License-Identifier: Apache-2.0
// Finding an agent by its name, and finding, pinning, calling and unpinning it; names and goals are
// in ratios.cpp.
#include <fmt/format.h>

#include <array>
#include <map>
#include <string>

#include "bench/figures.h"
#include "bench/peers.h"
#include "bench/rounds.h"
#include "bench/tables.h"

namespace muster::bench {
namespace {

constexpr std::array<std::size_t, 3> kSizes{70, 1'110, 100'000};

/// Made when the first benchmark asks for it, and kept: the greater ones take their time.
template <class Table>
Table& table_of(std::size_t size) {
  static std::map<std::size_t, Table> all;
  const auto found = all.find(size);
  if (found != all.end()) return found->second;
  return all.try_emplace(size, corpus(size)).first->second;
}

template <class Table>
const Queries& hits_of(const Table& table, std::size_t size) {
  if constexpr (requires { table.hits(); }) {
    return table.hits();
  } else {
    return corpus(size).hits;
  }
}

enum class Order : std::uint8_t {
  overlapping,  ///< look-ups overlap in the processor: throughput
  dependent,    ///< the next query's address depends on the last result: latency
};

/// Asks `count` times, from the thread's own place on, round and round.
template <Order order, class Find>
std::size_t ask(const Queries& queries, int thread, std::size_t count, const Find& find) {
  const auto& names = queries.names();
  std::size_t at = static_cast<std::size_t>(thread) * names.size() / 2;
  std::size_t zero = 0;
  benchmark::DoNotOptimize(zero);  // the compiler must not know it
  for (std::size_t i = 0; i < count; ++i) {
    auto found = find(names[at]);
    benchmark::DoNotOptimize(found);
    ++at;
    if constexpr (order == Order::dependent) at += reinterpret_cast<std::size_t>(found) & zero;
    if (at == names.size()) at = 0;
  }
  return count;
}

struct Case {
  bool hit;
  int readers;
  bool writes;
  Order order;
};

constexpr std::array kCases{
    Case{true, 1, false, Order::overlapping}, Case{false, 1, false, Order::overlapping},
    Case{true, 2, false, Order::overlapping}, Case{false, 2, false, Order::overlapping},
    Case{true, 1, false, Order::dependent},   Case{false, 1, false, Order::dependent},
    Case{true, 1, true, Order::overlapping},  Case{true, 2, true, Order::overlapping},
};

std::string name_of(const char* way, std::size_t size, const Case& what) {
  return fmt::format("find/{}/{}/{}/{}/{}/{}", way, size, what.hit ? "hit" : "miss", what.readers,
                     what.writes ? "writer" : "idle",
                     what.order == Order::dependent ? "dep" : "indep");
}

template <class Table>
void add_find(std::size_t size, const Case& what) {
  add_figure(name_of(Table::kName, size, what), [=] {
    Table& table = table_of<Table>(size);
    const Queries& queries = what.hit ? hits_of(table, size) : corpus(size).misses;
    const auto find = [&table](std::string_view slug) { return table.find(slug); };
    Arrangement arrangement{.readers = what.readers};
    if (what.writes) arrangement.write = [&table] { table.republish(); };
    return measure(arrangement, [&](int thread, std::size_t count) {
      return what.order == Order::dependent ? ask<Order::dependent>(queries, thread, count, find)
                                            : ask<Order::overlapping>(queries, thread, count, find);
    });
  });
}

/// Those that are compared run one after the other: the machine changes its mind.
template <class... Table>
void add_finds() {
  for (const std::size_t size : kSizes) {
    for (const Case& what : kCases) (add_find<Table>(size, what), ...);
  }
}

int call(const plugin::Agent& agent) { return agent.call(agent.self, nullptr); }

/// Find, keep alive, call, let go. The call is the same C function for both.
template <class Table, class Use>
void add_use(const char* table_name, int readers, const Use& use) {
  constexpr std::size_t kSize = 1'110;
  add_figure(fmt::format("use/{}/{}/{}", table_name, kSize, readers), [=] {
    const Table& table = table_of<Table>(kSize);
    return measure({.readers = readers}, [&](int thread, std::size_t count) {
      return ask<Order::overlapping>(corpus(kSize).hits, thread, count,
                                     [&](std::string_view slug) { return use(table, slug); });
    });
  });
}

const bool added = [] {
  add_finds<Floor, TableLookup, LeaseLookup,
#ifdef MUSTER_BENCH_ABSL
            AbslLookup,
#endif
            LfhtLookup, SharedMutexMap, AtomicSharedMap>();
  for (const int readers : {1, 2}) {
    add_use<LeaseLookup>("lease", readers, [](const LeaseLookup& table, std::string_view slug) {
      const auto lease = table.lease(slug);
      return call(lease->agent());
    });
    add_use<SharedMutexShares>("shared_mutex", readers,
                               [](const SharedMutexShares& table, std::string_view slug) {
                                 const auto agent = table.find(slug);
                                 return call(*agent);
                               });
  }
  return true;
}();

}  // namespace
}  // namespace muster::bench
