// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_NEW_AGENT_H
#define MUSTER_CLI_NEW_AGENT_H

#include <string>

#include "cli/output.h"

namespace muster::cli {

struct NewAgentOptions {
  std::string name;  ///< the slug, the folder and the plugin
  bool in_c = false;
};

/// `muster new agent`: writes a project that builds, passes its test and `muster check`, into the
/// folder NAME below `parent`, and says what to do next. All of it or nothing: "new.exists" where
/// there is something of this name already, "new.bad_name", "new.unwritable".
[[nodiscard]] Result<ExitStatus> run_new_agent(const NewAgentOptions& options,
                                               const std::string& parent, Output& output);

}  // namespace muster::cli

#endif
