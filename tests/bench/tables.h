// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_BENCH_TABLES_H
#define MUSTER_TESTS_BENCH_TABLES_H

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/corpus.h"
#include "rcu/rcu.h"
#include "registry/registry.h"

/// What finds an agent by its name: ours, its peers of peers.h, and the floor. Each is made from a
/// corpus and has find(), for readers, and republish(), which puts a new table of the same agents
/// in place of the old one.
namespace muster::bench {

/// A pointer that is read in a read-side section, and its value's end after a grace period.
template <class Value>
class Published {
 public:
  explicit Published(std::unique_ptr<const Value> first) : current_(first.release()) {}
  ~Published() { exchange(nullptr); }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  [[nodiscard]] const Value& read() const noexcept {
    return *current_.load(std::memory_order_acquire);
  }
  void exchange(std::unique_ptr<const Value> next) {
    const std::unique_ptr<const Value> old(
        current_.exchange(next.release(), std::memory_order_acq_rel));
    rcu::synchronize();
  }

 private:
  std::atomic<const Value*> current_;
};

/// The lookup alone, as the peers do it: a section, the table, and no pin.
class TableLookup {
 public:
  static constexpr const char* kName = "muster";

  explicit TableLookup(const Corpus& corpus) : catalog_({corpus.plugin}, {}, {}), table_(make()) {}

  [[nodiscard]] const plugin::Agent* find(std::string_view name) const noexcept {
    const rcu::Section section;
    const auto* const found = table_.read().find(name);
    return found == nullptr ? nullptr : found->agent;
  }
  void republish() { table_.exchange(make()); }

 private:
  [[nodiscard]] std::unique_ptr<const registry::Table> make() const {
    return std::make_unique<const registry::Table>(catalog_.agents());
  }

  catalog::Catalog catalog_;
  Published<registry::Table> table_;
};

/// What a host does: find, pin, and unpin when the lease ends.
class LeaseLookup {
 public:
  static constexpr const char* kName = "lease";

  explicit LeaseLookup(const Corpus& corpus) : plugin_(corpus.plugin) { republish(); }
  ~LeaseLookup() {
    registry_.close();
    static_cast<void>(retirer_.step());
  }

  [[nodiscard]] const plugin::Agent* find(std::string_view name) const noexcept {
    const auto lease = registry_.find(name);
    return lease ? &lease->agent() : nullptr;
  }
  [[nodiscard]] auto lease(std::string_view name) const noexcept { return registry_.find(name); }
  void republish() {
    registry_.publish({{plugin_}, {}, {}});
    static_cast<void>(retirer_.step());
  }

 private:
  plugin::PluginPtr plugin_;
  SystemClock clock_;
  registry::Retirer retirer_{clock_, [] {}};
  registry::Registry registry_{retirer_};
};

/// The least that a lookup by name can do: hash the name, read one record, compare. Its agents have
/// names of the same kind that happen not to meet in the table, so it holds as many of them as the
/// others, and could not hold just any.
class Floor {
 public:
  static constexpr const char* kName = "floor";

  explicit Floor(const Corpus& corpus)
      : records_(corpus.plugin->agents.size() + corpus.plugin->agents.size() / 4 + 1) {
    std::vector<std::string> names;
    Slugs slugs(3);
    while (names.size() < corpus.plugin->agents.size()) {
      std::string name = slugs.next();
      const registry::Key key(name);
      Record& record = records_[slot(key)];
      if (record.agent != nullptr) continue;
      record = {key, corpus.plugin->agents[names.size()].get()};
      names.push_back(std::move(name));
    }
    hits_ = std::make_unique<const Queries>(std::move(names));
  }

  [[nodiscard]] const Queries& hits() const noexcept { return *hits_; }
  [[nodiscard]] const plugin::Agent* find(std::string_view name) const noexcept {
    const registry::Key key(name);
    const Record& record = records_[slot(key)];
    return record.key == key ? record.agent : nullptr;
  }
  void republish() {}

 private:
  struct alignas(64) Record {
    registry::Key key;
    const plugin::Agent* agent = nullptr;
  };

  // A fraction of 2^32, scaled.
  [[nodiscard]] std::size_t slot(const registry::Key& key) const noexcept {
    return (registry::hash(key) >> 32) * records_.size() >> 32;
  }

  std::vector<Record> records_;
  std::unique_ptr<const Queries> hits_;
};

}  // namespace muster::bench

#endif
