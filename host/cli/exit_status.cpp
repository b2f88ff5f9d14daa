// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_status.h"

#include "cli/codes.h"
#include "plugin/codes.h"
#include "serve/codes.h"

namespace muster::cli {

ExitStatus exit_status(const Error& error) noexcept {
  if (error.code == codes::usage.code) return ExitStatus::usage;
  if (error.code == serve::codes::socket_no_host.code) return ExitStatus::no_host;
  if (error.code == serve::codes::socket_broken.code) return ExitStatus::no_host;
  if (error.code == serve::codes::socket_taken.code) return ExitStatus::taken;
  if (error.code == plugin::codes::staging_unavailable.code) return ExitStatus::configuration;
  if (error.code.starts_with("config.")) return ExitStatus::configuration;
  return error.kind == Kind::denied ? ExitStatus::configuration : ExitStatus::failed;
}

}  // namespace muster::cli
