// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_BENCH_PEERS_H
#define MUSTER_TESTS_BENCH_PEERS_H

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "bench/tables.h"

#define _LGPL_SOURCE  // inlines the read lock
#include <urcu/urcu-memb.h>
// In this order: it is for any flavour.
#include <urcu/rculfhash.h>
#ifdef MUSTER_BENCH_ABSL
#include <absl/container/flat_hash_map.h>
#endif

/// The other ways to find an agent by its name while somebody may publish; see tables.h.
namespace muster::bench {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>()(text);
  }
};

template <class Value>
using Map = std::unordered_map<std::string, Value, StringHash, std::equal_to<>>;

inline Map<const plugin::Agent*> map_of(const plugin::LoadedPlugin& plugin) {
  Map<const plugin::Agent*> map;
  for (const auto& agent : plugin.agents) map.emplace(agent->descriptor.slug, agent.get());
  return map;
}

class SharedMutexMap {
 public:
  static constexpr const char* kName = "shared_mutex";

  explicit SharedMutexMap(const Corpus& corpus) : plugin_(corpus.plugin) { republish(); }

  [[nodiscard]] const plugin::Agent* find(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    const auto found = agents_.find(name);
    return found == agents_.end() ? nullptr : found->second;
  }
  void republish() {
    auto next = map_of(*plugin_);
    const std::lock_guard lock(mutex_);
    agents_.swap(next);
  }

 private:
  plugin::PluginPtr plugin_;
  mutable std::shared_mutex mutex_;
  Map<const plugin::Agent*> agents_;
};

/// Hands out a share of the agent, which keeps it alive as a pin does.
class SharedMutexShares {
 public:
  explicit SharedMutexShares(const Corpus& corpus) {
    for (const auto& agent : corpus.plugin->agents) {
      // A count of its own for each agent, as if each had been loaded by itself.
      agents_.emplace(agent->descriptor.slug,
                      std::shared_ptr<const plugin::Agent>(
                          agent.get(), [keep = corpus.plugin](const plugin::Agent*) {}));
    }
  }

  [[nodiscard]] std::shared_ptr<const plugin::Agent> find(std::string_view name) const {
    const std::shared_lock lock(mutex_);
    const auto found = agents_.find(name);
    return found == agents_.end() ? nullptr : found->second;
  }

 private:
  mutable std::shared_mutex mutex_;
  Map<std::shared_ptr<const plugin::Agent>> agents_;
};

class AtomicSharedMap {
 public:
  static constexpr const char* kName = "atomic_shared_ptr";

  explicit AtomicSharedMap(const Corpus& corpus) : plugin_(corpus.plugin) { republish(); }

  [[nodiscard]] const plugin::Agent* find(std::string_view name) const {
    const auto agents = agents_.load(std::memory_order_acquire);
    const auto found = agents->find(name);
    return found == agents->end() ? nullptr : found->second;
  }
  void republish() {
    agents_.store(std::make_shared<const Map<const plugin::Agent*>>(map_of(*plugin_)));
  }

 private:
  plugin::PluginPtr plugin_;
  std::atomic<std::shared_ptr<const Map<const plugin::Agent*>>> agents_;
};

/// A read-side section of liburcu's flavour memb, which reads without a fence as ours does.
class UrcuSection {
 public:
  UrcuSection() noexcept {
    thread_local const Registration registration;
    urcu_memb_read_lock();
  }
  ~UrcuSection() { urcu_memb_read_unlock(); }
  UrcuSection(const UrcuSection&) = delete;
  UrcuSection& operator=(const UrcuSection&) = delete;

 private:
  struct Registration {
    Registration() noexcept { urcu_memb_register_thread(); }
    ~Registration() { urcu_memb_unregister_thread(); }
  };
};

/// liburcu's own hash table, with our hash: a node in memory for each agent.
class LfhtLookup {
 public:
  static constexpr const char* kName = "cds_lfht";

  explicit LfhtLookup(const Corpus& corpus) : plugin_(corpus.plugin), table_(make().release()) {}
  ~LfhtLookup() { const std::unique_ptr<const Table> last(table_.load()); }
  LfhtLookup(const LfhtLookup&) = delete;
  LfhtLookup& operator=(const LfhtLookup&) = delete;

  [[nodiscard]] const plugin::Agent* find(std::string_view name) const noexcept {
    const UrcuSection section;
    return table_.load(std::memory_order_acquire)->find(name);
  }
  void republish() {
    const std::unique_ptr<const Table> old(
        table_.exchange(make().release(), std::memory_order_acq_rel));
    urcu_memb_synchronize_rcu();
  }

 private:
  struct Node {
    cds_lfht_node node;
    std::string name;
    const plugin::Agent* agent;
  };

  class Table {
   public:
    explicit Table(const plugin::LoadedPlugin& plugin) {
      std::size_t buckets = 1;
      while (buckets < plugin.agents.size()) buckets *= 2;
      table_ = cds_lfht_new_flavor(buckets, buckets, buckets, 0, &urcu_memb_flavor, nullptr);
      const UrcuSection section;
      for (const auto& agent : plugin.agents) {
        auto node = std::make_unique<Node>(Node{{}, agent->descriptor.slug, agent.get()});
        cds_lfht_node_init(&node->node);
        cds_lfht_add(table_, registry::hash(registry::Key(node->name)), &node->node);
        nodes_.push_back(std::move(node));
      }
    }
    ~Table() {
      {
        const UrcuSection section;
        for (const auto& node : nodes_) cds_lfht_del(table_, &node->node);
      }
      cds_lfht_destroy(table_, nullptr);
    }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

    [[nodiscard]] const plugin::Agent* find(std::string_view name) const noexcept {
      cds_lfht_iter found;
      cds_lfht_lookup(
          table_, registry::hash(registry::Key(name)),
          [](cds_lfht_node* node, const void* key) -> int {
            return node_of(node).name == *static_cast<const std::string_view*>(key);
          },
          &name, &found);
      cds_lfht_node* const node = cds_lfht_iter_get_node(&found);
      return node == nullptr ? nullptr : node_of(node).agent;
    }

   private:
    // The node is the first member.
    static const Node& node_of(const cds_lfht_node* node) {
      return *reinterpret_cast<const Node*>(node);
    }

    cds_lfht* table_;
    std::vector<std::unique_ptr<Node>> nodes_;
  };

  [[nodiscard]] std::unique_ptr<const Table> make() const {
    return std::make_unique<const Table>(*plugin_);
  }

  plugin::PluginPtr plugin_;
  std::atomic<const Table*> table_;
};

#ifdef MUSTER_BENCH_ABSL
class AbslLookup {
 public:
  static constexpr const char* kName = "absl";

  explicit AbslLookup(const Corpus& corpus) : plugin_(corpus.plugin), table_(make()) {}

  [[nodiscard]] const plugin::Agent* find(std::string_view name) const noexcept {
    const rcu::Section section;
    const auto& agents = table_.read();
    const auto found = agents.find(absl::string_view(name.data(), name.size()));
    return found == agents.end() ? nullptr : found->second;
  }
  void republish() { table_.exchange(make()); }

 private:
  using Agents = absl::flat_hash_map<std::string, const plugin::Agent*>;

  [[nodiscard]] std::unique_ptr<const Agents> make() const {
    auto agents = std::make_unique<Agents>();
    for (const auto& agent : plugin_->agents) agents->emplace(agent->descriptor.slug, agent.get());
    return agents;
  }

  plugin::PluginPtr plugin_;
  Published<Agents> table_;
};
#endif

}  // namespace muster::bench

#endif
