// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_CALL_CODES_H
#define MUSTER_PLUGIN_CALL_CODES_H

#include <array>

#include "base/code.h"

/// The errors that a call of an agent can end in.
namespace muster::plugin::call_codes {

inline constexpr Code call_timeout{"call.timeout", Kind::timeout,
                                   "The result did not come before the deadline.",
                                   "allow more time, or ask for less"};
inline constexpr Code call_result_too_large{"call.result_too_large", Kind::failed,
                                            "The agent wrote more than the host takes in.",
                                            "ask for less; the agent may raise max_result_bytes up "
                                            "to the host's limit"};
inline constexpr Code call_too_many{"call.too_many", Kind::overloaded,
                                    "Too many calls are running in this host.", "try again later"};
inline constexpr Code agent_failed{"agent.failed", Kind::failed,
                                   "The agent says that it could not do it.", ""};
inline constexpr Code agent_threw{"agent.threw", Kind::failed,
                                  "An exception left the agent's call function.",
                                  "catch exceptions inside the plugin; agent.hpp does"};

inline constexpr std::array all{call_timeout, call_result_too_large, call_too_many, agent_failed,
                                agent_threw};

}  // namespace muster::plugin::call_codes

#endif
