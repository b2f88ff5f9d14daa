// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_LOG_HPP
#define MUSTER_LOG_HPP

#include <cstdint>
#include <string_view>

#include <muster/abi.h>
#include <muster/json/text.hpp>

namespace muster {

/// The host's log, under the agent's name; no log where the host has none. Messages are cut at
/// MUSTER_LOG_BYTES_MAX, and a host drops those beyond what it takes from one agent in a second.
///
/// Threads:  any.
/// Lifetime: until close, or as long as the call it is of. Copies are as good.
class Log {
 public:
  Log(const muster_log_api* api, std::uint64_t source) noexcept : api_(api), source_(source) {}

  void debug(std::string_view message) const { write(MUSTER_LOG_DEBUG, message); }
  void info(std::string_view message) const { write(MUSTER_LOG_INFO, message); }
  void warning(std::string_view message) const { write(MUSTER_LOG_WARNING, message); }
  void error(std::string_view message) const { write(MUSTER_LOG_ERROR, message); }

 private:
  void write(std::uint32_t level, std::string_view message) const {
    if (api_ != nullptr) api_->write(api_->context, source_, level, sdk::view(message));
  }

  const muster_log_api* api_;
  std::uint64_t source_;
};

}  // namespace muster

#endif
