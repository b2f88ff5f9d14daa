// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_PROBE_PROTOCOL_H
#define MUSTER_PLUGIN_PROBE_PROTOCOL_H

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/probe.h"

/// What a Prober and its helper program say to each other: the helper finds a request in one file,
/// and writes to a pipe a greeting and then one line for each library. Pure.
namespace muster::plugin {

/// Where the helper finds them open.
inline constexpr int kProbeReport = 3;
inline constexpr int kProbeRequest = 4;

struct ProbeTask {
  std::string copy;
  std::string subject;  ///< fit for a line of output
  bool may_change = false;
};

struct ProbeRequest {
  std::chrono::milliseconds patience{};
  Prober::Opening opening = Prober::Opening::never;
  std::chrono::milliseconds open_patience{};
  std::vector<ProbeTask> tasks;
};

/// The most time that the agents of one library may take together to be opened and closed, and the
/// library to be unloaded then: 32 times what one of them has.
[[nodiscard]] std::chrono::milliseconds opening_limit(const ProbeRequest& request);

[[nodiscard]] std::string encode(const ProbeRequest& request);
/// Nothing: it is not whole.
[[nodiscard]] std::optional<ProbeRequest> decode_request(std::string_view text);

/// The first line, without its end: which build the helper is of.
[[nodiscard]] std::string probe_greeting();

/// What became of the library `number`, counted from zero.
struct ProbeAnswer {
  std::size_t number = 0;
  Probed probed;
};

/// One line, without its end. Long messages are cut.
[[nodiscard]] std::string encode(const ProbeAnswer& answer);
/// Nothing: it is no such line.
[[nodiscard]] std::optional<ProbeAnswer> decode_answer(std::string_view line);

}  // namespace muster::plugin

#endif
