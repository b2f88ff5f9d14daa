// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_LOADING_H
#define MUSTER_TESTS_SUPPORT_LOADING_H

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "plugin/call_pool.h"
#include "plugin/examine.h"
#include "plugin/invoke.h"
#include "plugin/loaded_plugin.h"
#include "plugin/staging.h"
#include "support/process_state.h"
#include "support/temp_dir.h"

namespace muster::test {

/// A staging folder and what else belongs to a host, for libraries to be loaded one by one, in this
/// process and without being probed. Link muster_plugin.
class Loading {
 public:
  using Loaded = tl::expected<std::unique_ptr<plugin::LoadedPlugin>, std::vector<Error>>;

  /// Copies, examines, maps, registers and opens a library. Without a problem: it is a helper.
  [[nodiscard]] Loaded load(const std::string& file) {
    auto copy = staging_->copy(plugin::source_of(file), std::uint64_t{256} << 20, Permissions::off);
    if (!copy) return tl::unexpected(std::move(copy.error()));
    plugin::Examination examined = plugin::examine(*copy, file);
    warnings = std::move(examined.warnings);
    if (examined.is_helper || !examined.problems.empty()) {
      return tl::unexpected(std::move(examined.problems));
    }
    auto loaded =
        plugin::load(std::move(*copy), file, {calls, *journal_, configurations, warnings});
    if (!loaded) return tl::unexpected(std::move(loaded.error().problems));
    return std::move(*loaded);
  }

  [[nodiscard]] ProcessState state() const { return ProcessState::now(staging_->folder()); }
  [[nodiscard]] const TempDir& folder() const { return folder_; }

  explicit Loading(LogListener on_log = {}) : calls(std::move(on_log)) {}

  plugin::CallPool calls;
  Configurations configurations;
  std::vector<Error> warnings;  ///< of the last load

 private:
  TempDir folder_;
  SystemClock clock_;
  std::unique_ptr<plugin::Staging> staging_ = *plugin::Staging::create({folder_ / "staging"});
  std::unique_ptr<plugin::Journal> journal_ = *plugin::Journal::open("", clock_);
};

}  // namespace muster::test

#endif
