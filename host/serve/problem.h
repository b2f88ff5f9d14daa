// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_PROBLEM_H
#define MUSTER_SERVE_PROBLEM_H

#include <muster/error.h>
#include "serve/message.h"

namespace muster::serve {

/// An error as a problem document (RFC 9457): type, title, status and detail as the standard has
/// them, and kind, code, subject, hint of the error.
[[nodiscard]] Response problem(const Error& error);

}  // namespace muster::serve

#endif
