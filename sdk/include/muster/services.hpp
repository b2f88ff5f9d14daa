// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVICES_HPP
#define MUSTER_SERVICES_HPP

#include <cstdint>
#include <string_view>
#include <vector>

#include <muster/abi.h>
#include <muster/field.hpp>
#include <muster/json/text.hpp>

namespace muster::sdk {

/// The extension's table, or null where this host has none, or a smaller one.
template <class Api>
[[nodiscard]] const Api* extension(const muster_host& host, std::string_view id) {
  const auto* const api = static_cast<const Api*>(host.extension(host.context, view(id)));
  return api != nullptr && api->struct_size >= sizeof(Api) ? api : nullptr;
}

/// What an agent has of its host from open to close.
struct Services {
  explicit Services(const muster_open& open)
      : host(*open.host),
        json(extension<muster_json_api>(host, MUSTER_JSON_ID)),
        log(extension<muster_log_api>(host, MUSTER_LOG_ID)),
        progress(extension<muster_progress_api>(host, MUSTER_PROGRESS_ID)),
        call(extension<muster_call_api>(host, MUSTER_CALL_ID)) {
    if (open.struct_size < sizeof(muster_open)) return;  // a host of ABI 0.1
    configuration = open.configuration;
    agent = open.agent;
  }

  const muster_host& host;
  const muster_json_api* json;  ///< null only while open looks
  const muster_log_api* log;    ///< null, like the next two, where the host has no such thing
  const muster_progress_api* progress;
  const muster_call_api* call;
  muster_json configuration = nullptr;
  std::uint64_t agent = 0;  ///< names the agent to the log
  std::vector<Field> input = {};
  std::vector<Field> config = {};
};

}  // namespace muster::sdk

#endif
