// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_OPEN_HPP
#define MUSTER_OPEN_HPP

#include <string_view>

#include <muster/abi.h>
#include <muster/context.hpp>
#include <muster/log.hpp>
#include <muster/services.hpp>

namespace muster {

/// What the constructor of an agent's class gets: its configuration and the log. For an instance of
/// a keyed agent also the key, and what it is started with as arguments; nobody declares these.
///
/// Threads:  the one that runs the constructor.
/// Lifetime: as long as the constructor runs. Logs and views of the configuration live until close.
/// Errors:   muster::Failure or any other exception refuses the library, or the instance.
class Open : public sdk::Context {
 public:
  explicit Open(const sdk::Services& services, const muster_call* start = nullptr) noexcept
      : Context(services, start, nullptr) {}

  /// Keep a copy to log from other threads, or between calls.
  [[nodiscard]] Log log() const noexcept { return {services_.log, services_.agent}; }

  /// Throws muster::Failure. Without exceptions it is remembered, and the constructor returns.
  void fail(std::string_view code, std::string_view message) { trouble_.raise(code, message); }
};

}  // namespace muster

#endif
