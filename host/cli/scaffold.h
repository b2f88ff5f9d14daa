// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CLI_SCAFFOLD_H
#define MUSTER_CLI_SCAFFOLD_H

#include <string>
#include <string_view>
#include <vector>

#include "cli/output.h"

/// What `muster new agent` and `muster new skill` have in common.
namespace muster::cli {

struct ScaffoldFile {
  std::string name;
  std::string content;
};

/// Writes files into the new folder `parent`/`name`: all of them or nothing. "new.exists" where
/// there is something of this name already, "new.unwritable".
[[nodiscard]] Result<void> write_scaffold(const std::string& parent, const std::string& name,
                                          const std::vector<ScaffoldFile>& files);

/// Says what was made: as JSON {`kind`: name, "files": [...]}, or by `next_steps`.
void tell_of_scaffold(std::string_view kind, const std::string& name,
                      const std::vector<ScaffoldFile>& files, std::string_view next_steps,
                      Output& output);

/// `text` with `by` wherever it has `word`.
[[nodiscard]] std::string replaced(std::string text, std::string_view word, std::string_view by);

}  // namespace muster::cli

#endif
