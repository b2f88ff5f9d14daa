// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_DOCS_CODE_TABLES_H
#define MUSTER_TESTS_DOCS_CODE_TABLES_H

#include <array>
#include <span>
#include <string_view>

#include "base/codes.h"
#include "call/codes.h"
#include "catalog/codes.h"
#include "cli/codes.h"
#include "facade/codes.h"
#include "package/codes.h"
#include "plugin/codes.h"
#include "registry/codes.h"
#include "reload/codes.h"
#include "schema/codes.h"
#include "seal/codes.h"
#include "serve/codes.h"
#include "skill/codes.h"

namespace muster::test {

/// The error codes of one module.
struct CodeTable {
  std::string_view title;
  std::span<const Code> codes;
};

/// Every module's, in the order of docs/errors.md.
inline const std::array code_tables{
    CodeTable{"Files, JSON and YAML", codes::all},
    CodeTable{"Plugins and their agents", plugin::codes::all},
    CodeTable{"The seals of plugins", seal::codes::all},
    CodeTable{"Schemas of agents", schema::codes::all},
    CodeTable{"Skills", skill::codes::all},
    CodeTable{"Packages of skills", package::codes::all},
    CodeTable{"The catalog", catalog::codes::all},
    CodeTable{"The agents that are live", registry::codes::all},
    CodeTable{"Calls", call::codes::all},
    CodeTable{"Reloads", reload::codes::all},
    CodeTable{"The host", facade::codes::all},
    CodeTable{"The running host and its socket", serve::codes::all},
    CodeTable{"The commands", cli::codes::all},
};

}  // namespace muster::test

#endif
