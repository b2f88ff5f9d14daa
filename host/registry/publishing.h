// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_PUBLISHING_H
#define MUSTER_REGISTRY_PUBLISHING_H

#include <cstdint>
#include <memory>
#include <mutex>

#include "registry/registry.h"

namespace muster::registry {

/// The right to decide what serves next: nobody else publishes as long as it lives, so what comes
/// next can be made of what serves now. Everything that takes time is done before.
///
/// Threads:  any; the others wait.
/// Lifetime: within the registry's. What a publish replaced is let go of after the others may go
/// on.
class Publishing {
 public:
  explicit Publishing(Registry& registry) : registry_(registry), lock_(registry.publishing_) {}

  /// False: the registry was closed, and nothing will be published any more.
  [[nodiscard]] bool is_open() const noexcept { return !registry_.is_closed_; }
  /// Of the generation that serves; 0: none does yet.
  [[nodiscard]] std::uint64_t number() const noexcept { return registry_.last_number_; }
  /// What serves; before generation 1, what that is to be made of.
  [[nodiscard]] const catalog::Catalog& current() const noexcept { return *registry_.catalog_; }

  /// One pointer exchange; does not wait for readers. Returns the new generation's number. In a
  /// registry that was closed the catalog is dropped instead.
  std::uint64_t publish(catalog::Catalog next);
  /// The same without a generation, before there is one: readers see nothing of it yet.
  void prepare(catalog::Catalog next);

 private:
  Registry& registry_;
  std::shared_ptr<const catalog::Catalog> replaced_;  // outlives the lock: units may end with it
  std::unique_lock<std::mutex> lock_;
};

}  // namespace muster::registry

#endif
