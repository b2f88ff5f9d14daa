// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CALL_CODES_H
#define MUSTER_CALL_CODES_H

#include <array>

#include "base/code.h"

namespace muster::call::codes {

inline constexpr Code input_not_object{"call.input_not_object", Kind::invalid,
                                       "The input of a call is JSON, but no object.",
                                       "pass an object, for example {\"text\": \"...\"}"};

inline constexpr Code invalid_input{"call.invalid_input", Kind::invalid,
                                    "The input of a call breaks the agent's input schema.",
                                    "see the schema: muster show SLUG"};
inline constexpr Code invalid_output{"agent.invalid_output", Kind::failed,
                                     "The JSON that an agent answered breaks its output schema.",
                                     "tell its author, or mend its output schema"};

inline constexpr std::array all{input_not_object, invalid_input, invalid_output};

}  // namespace muster::call::codes

#endif
