// SPDX-License-Identifier: Apache-2.0
#include "cli/serve.h"

#include <unistd.h>

#include "serve/configurations.h"
#include "serve/descriptors.h"
#include "serve/socket_path.h"
#include "serve/state_folder.h"

namespace muster::cli {
namespace {

// What the file says of the host. What it gives to agents is read as well, so that a wrong one ends
// the program here.
Result<serve::Config> file_settings(const ServeOptions& options) {
  if (options.config_file.empty()) return serve::Config{};
  return serve::read_config_file(options.config_file).map([](serve::ConfigFile file) {
    return std::move(file.settings);
  });
}

}  // namespace

Result<serve::DaemonOptions> daemon_options(const serve::Config& config,
                                            const serve::Environment& environment) {
  serve::DaemonOptions options;
  options.name = config.host.value_or(std::string(serve::kDefaultHostName));
  auto socket = serve::socket_path(config.socket.value_or(""), options.name, environment);
  if (!socket) return tl::unexpected(std::move(socket.error()));
  auto roots = serve::choose_roots(config.plugins, config.skills, environment);
  if (!roots) return tl::unexpected(std::move(roots.error()));
  options.socket = std::move(*socket);
  options.roots = std::move(*roots);
  options.watch = config.watch.value_or(options.watch);
  options.on_error = config.on_error.value_or(options.on_error);
  options.strict = config.strict.value_or(options.strict);
  options.staging = config.staging.value_or("");
  options.state = serve::state_folder(config.state.value_or(""), options.name, environment);
  options.probe = config.probe.value_or("");
  options.permissions = config.permissions.value_or(options.permissions);
  options.allow_process_changes = config.allow_process_changes.value_or(std::vector<std::string>{});
  options.log_format = config.log_format.value_or(options.log_format);
  return options;
}

Result<ExitStatus> run_serve(const ServeOptions& options, const serve::Environment& environment,
                             Output& output) {
  const auto settings = file_settings(options);
  if (!settings) {  // whatever is wrong with the file, it is the configuration that is
    output.complain(settings.error());
    return ExitStatus::configuration;
  }
  auto daemon = daemon_options(serve::merged(options.line, *settings), environment);
  if (!daemon) return tl::unexpected(daemon.error());
  daemon->config_file = options.config_file;
  daemon->settings = *settings;
  daemon->max_connections = serve::connections_within(serve::raise_descriptor_limit());

  serve::Signals signals;
  const auto ending = serve::run_daemon(*daemon, signals);
  if (!ending) return tl::unexpected(ending.error());
  // A list waits for its reader, and whoever will not wait for that ends the program.
  if (!ending->refusals.empty() || !ending->failures.empty()) serve::Signals::let_go();
  ExitStatus status = ending->refusals.empty() ? ExitStatus::done : ExitStatus::refused;
  for (const Error& refusal : ending->refusals) output.complain(refusal);
  for (const Error& failure : ending->failures) status = output.complain(failure);
  if (ending->is_stuck) ::_exit(static_cast<int>(status));
  return status;
}

}  // namespace muster::cli
