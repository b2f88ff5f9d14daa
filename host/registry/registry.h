// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_REGISTRY_H
#define MUSTER_REGISTRY_REGISTRY_H

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

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

/// The current generation of agents and skills, and the way to find them.
///
/// Threads:  find() and snapshot() from any, wait-free; publish() and clear() from one at a time.
/// Lifetime: a Lease keeps its agent and library loaded; hold it for the call, not for the process.
/// Cost:     find() writes no memory that threads share and allocates nothing, but 1 KB at a
/// thread's
///           first use of a library.
class Registry {
 public:
  explicit Registry(Retirer& retirer) : retirer_(retirer) {}
  ~Registry() { clear(); }
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  /// One pointer exchange; does not wait for readers. Returns the new generation's number.
  std::uint64_t publish(catalog::Catalog next);
  /// Publishes nothing: find() says not_started from now on.
  void clear();

  [[nodiscard]] tl::expected<Lease, FindError> find(std::string_view slug) const noexcept;
  /// For listings. Holding it keeps its plugins loaded.
  [[nodiscard]] Snapshot snapshot() const;

 private:
  void exchange(std::unique_ptr<const Generation> next);

  std::atomic<const Generation*> current_{nullptr};
  std::uint64_t last_number_ = 0;
  Retirer& retirer_;
};

}  // namespace muster::registry

#endif
