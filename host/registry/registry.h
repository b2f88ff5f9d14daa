// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_REGISTRY_H
#define MUSTER_REGISTRY_REGISTRY_H

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

#include <muster/error.h>
#include <muster/handle.h>
#include <muster/lease.h>
#include "catalog/catalog.h"
#include "registry/generation.h"
#include "registry/retirer.h"

namespace muster::registry {

/// A catalog and the number of the generation that served it.
struct Snapshot {
  std::uint64_t number = 0;  ///< 0: nothing is published
  std::shared_ptr<const catalog::Catalog> catalog;
};

/// The error that a find which failed amounts to.
[[nodiscard]] Error why_not_found(FindError reason, std::string_view slug);

/// The current generation of agents and skills, and the way to find them.
///
/// Threads:  any. find() and snapshot() are wait-free; publish(), close() and whoever holds a
///           Publishing wait for each other.
/// Lifetime: a Lease keeps its agent and library loaded; hold it for the call, not for the process.
/// Cost:     find() writes no memory that threads share and allocates nothing, but for a thread's
///           first section (rcu/reader.h); no system call.
///           Measured beside its peers in tests/bench/registry_bench.cpp.
class Registry {
 public:
  explicit Registry(Retirer& retirer) : retirer_(retirer) {}
  ~Registry() { close(); }
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  /// Whatever serves now: Publishing(*this).publish(next).
  std::uint64_t publish(catalog::Catalog next);
  /// From now on nothing is published, and find() says not_started.
  void close();

  [[nodiscard]] tl::expected<Lease, FindError> find(std::string_view slug) const noexcept;
  /// The same for a name that is looked for again and again: no look-up while the generation of
  /// `last`, which is kept up to date, serves.
  [[nodiscard]] tl::expected<Lease, FindError> find(std::string_view slug,
                                                    Found& last) const noexcept;
  /// For listings. Holding it keeps its plugins loaded.
  [[nodiscard]] Snapshot snapshot() const;

 private:
  friend class Publishing;
  void exchange(std::unique_ptr<const Generation> next, Retired place);

  std::atomic<const Generation*> current_{nullptr};
  std::mutex publishing_;
  std::shared_ptr<const catalog::Catalog> catalog_ =
      std::make_shared<const catalog::Catalog>();  // guarded by publishing_
  std::uint64_t last_number_ = 0;                  // guarded by publishing_
  bool is_closed_ = false;                         // guarded by publishing_
  Retirer& retirer_;
};

}  // namespace muster::registry

#endif
