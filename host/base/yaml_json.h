// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_YAML_JSON_H
#define MUSTER_BASE_YAML_JSON_H

#include <string_view>

#include <muster/error.h>
#include "base/json.h"
#include "base/yaml.h"

namespace muster::yaml {

/// A document as JSON, by the core schema (YAML 1.2.2, 10.3.2): plain scalars that look like null,
/// a boolean or a number are one (so `010` is ten, `yes` a text); quoted and block scalars are
/// text. Keys come sorted: their order in the document makes no difference.
///
/// An error (yaml.number, `subject:line:column`) for numbers that JSON does not have, and whole
/// ones beyond 64 bits; it does not quote them.
[[nodiscard]] Result<json::Value> to_json(const Node& node, std::string_view subject);

/// Where the part at a JSON pointer (RFC 6901) was written; what is not there, the part around it.
[[nodiscard]] Mark mark_of(const Node& root, std::string_view pointer);

}  // namespace muster::yaml

#endif
