// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_KEYWORDS_H
#define MUSTER_SCHEMA_KEYWORDS_H

#include <string_view>

#include "base/json.h"
#include "schema/compiled.h"
#include "schema/reader.h"

namespace muster::schema {

/// Puts what a keyword says into the node of the schema it stands in; passes over annotations and
/// over names that begin with "x-"; refuses all else.
void read_keyword(Reader& reader, Node& node, std::string_view name, const json::Value& value);

}  // namespace muster::schema

#endif
