// SPDX-License-Identifier: Apache-2.0
#include "plugin/examine.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/mapped_file.h"
#include "plugin/codes.h"
#include "plugin/elf_unique.h"
#include "plugin/host_symbols.h"
#include "plugin/inspect.h"
#include "seal/seal.h"

namespace muster::plugin {
namespace {

/// Inspects one library of a copy, and adds what is to be said of it. None: it cannot be loaded.
std::optional<Inspection> look_at(const std::string& file, const std::string& subject,
                                  Content content, Examination& found) {
  const auto mapped = MappedFile::open(file);
  auto inspection = mapped ? inspect(mapped->bytes(), subject)
                           : Result<Inspection>(tl::unexpected(mapped.error()));
  if (!inspection) {
    inspection.error().subject = subject;  // not the copy
    found.problems.push_back(std::move(inspection.error()));
    return std::nullopt;
  }
  if (content == Content::is_new) {
    // What else damaged bytes may say is not worth telling.
    if (auto intact = seal::check(mapped->bytes(), subject); !intact) {
      found.problems.push_back(std::move(intact.error()));
      return std::nullopt;
    }
  }
  // The worst first.
  if (auto warning = warning_of(host_symbols(*inspection), subject)) {
    found.warnings.push_back(std::move(*warning));
  }
  std::ranges::move(warnings_of(*inspection, subject), std::back_inserter(found.warnings));
  if (inspection->unique_symbols.count > 0) {
    if (auto weakened = weaken_unique_symbols(file, subject); !weakened) {
      found.problems.push_back(std::move(weakened.error()));
    }
  }
  found.never_unloads |= inspection->never_unloads;
  return std::move(*inspection);
}

}  // namespace

Examination examine(const StagedCopy& copy, const std::string& path, Content content) {
  Examination found;
  const auto plugin = look_at(copy.path(), path, content, found);
  if (!plugin) return found;
  if (plugin->is_helper()) {
    // What else may hurt does not: nobody loads it.
    std::erase_if(found.warnings,
                  [](const Error& warning) { return warning.code != codes::abi_not_named.code; });
    return {.warnings = std::move(found.warnings), .is_helper = true};
  }
  std::ranges::move(problems_of(*plugin, path), std::back_inserter(found.problems));
  const std::size_t folder = copy.path().rfind('/');
  for (const std::string& helper : copy.helpers()) {
    static_cast<void>(look_at(helper, path + helper.substr(folder), content, found));
  }
  return found;
}

}  // namespace muster::plugin
