// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_COMPILE_H
#define MUSTER_SCHEMA_COMPILE_H

#include <memory>
#include <string_view>

#include <muster/error.h>
#include "schema/compiled.h"

namespace muster::schema {

/// See Schema::compile.
[[nodiscard]] Result<std::unique_ptr<const Compiled>> compile(std::string_view text,
                                                              std::string_view subject);

}  // namespace muster::schema

#endif
