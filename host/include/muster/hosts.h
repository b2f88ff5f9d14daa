// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_HOSTS_H
#define MUSTER_HOSTS_H

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <muster/export.h>
#include <muster/host.h>

namespace muster {

/// The hosts of a program, by name. They share nothing: each has its own copies of libraries, its
/// own agents and its own threads. An object of the program's own; there may be several.
///
/// Threads:  any.
/// Lifetime: a host lives until it is removed, or this object goes, and whoever found it lets go.
class MUSTER_API Hosts {
 public:
  /// Makes a host, which is started by whoever wants it started. An error: "host.name_taken".
  Result<std::shared_ptr<Host>> add(HostOptions options);
  /// Null: there is none of this name.
  [[nodiscard]] std::shared_ptr<Host> find(std::string_view name) const;
  /// Takes the host out and stops it, whoever still holds it. Returns what Host::stop() does; of a
  /// name that no host has, nothing.
  std::vector<Retained> remove(std::string_view name,
                               std::chrono::nanoseconds patience = std::chrono::seconds(5));
  [[nodiscard]] std::vector<std::string> names() const;  ///< sorted

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Host>, std::less<>> hosts_;  // guarded by mutex_
};

}  // namespace muster

#endif
