// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_REFERENCES_H
#define MUSTER_SCHEMA_REFERENCES_H

#include <optional>
#include <string_view>

#include <muster/error.h>
#include "schema/compiled.h"
#include "schema/reader.h"

namespace muster::schema {

/// Points each $ref at the schema it means.
[[nodiscard]] std::optional<Error> resolve_references(const Compiled& compiled,
                                                      const Reader& reader,
                                                      std::string_view subject);

/// Refuses schemas that lead to themselves while they look at one and the same value, and rows of
/// such schemas that are longer than kDepthMax: check() calls itself for each.
[[nodiscard]] std::optional<Error> refuse_endless(const Compiled& compiled,
                                                  std::string_view subject);

}  // namespace muster::schema

#endif
