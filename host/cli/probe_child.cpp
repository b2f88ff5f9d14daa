// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "base/json.h"
#include "base/text.h"
#include "cli/codes.h"
#include "cli/probe.h"
#include "plugin/invoke.h"
#include "plugin/loaded_plugin.h"
#include "plugin/staging.h"
#include "serve/json_views.h"

namespace muster::cli {
namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{256} << 20;

FileReport rejected(FileReport report, std::vector<Error> problems) {
  report.outcome = FileOutcome::rejected;
  report.problems = std::move(problems);
  return report;
}

// Everything of the library is gone again when this returns.
FileReport load_and_unload(const std::string& file, const std::string& folder) {
  FileReport report;
  report.path = file;
  report.outcome = FileOutcome::loaded;
  auto staging = plugin::Staging::create({folder});
  if (!staging) return rejected(std::move(report), {staging.error()});
  auto copy = (*staging)->copy(file, kMaxFileBytes);
  if (!copy) return rejected(std::move(report), {copy.error()});
  report.sha256 = copy->hash().hex();

  plugin::CallPool calls;
  auto loaded = plugin::load(std::move(*copy), file, calls);
  if (!loaded) {
    if (!loaded.error().problems.empty()) {
      return rejected(std::move(report), std::move(loaded.error().problems));
    }
    report.outcome = FileOutcome::ignored;
    return report;
  }
  for (const auto& agent : (*loaded)->agents) report.names.push_back(agent->descriptor.slug);
  if (!(*loaded)->retire()) {
    report.warnings.push_back(
        error(codes::check_stays_mapped, escaped(file), "the library cannot be unloaded again"));
  }
  return report;
}

// Whoever waits for the report is to see the end of this process, also by Ctrl-C: a library may
// hang for ever. False: he is gone already, and with him the reader of the report.
bool end_with_parent() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  pollfd report{kReportDescriptor, 0, 0};
  return ::poll(&report, 1, 0) == 0;
}

}  // namespace

ExitStatus run_probe(const ProbeOptions& options) {
  if (!end_with_parent()) return ExitStatus::failed;
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  json::Object line = serve::view(load_and_unload(options.file, options.staging));
  line["end"] = true;
  const std::string text = json::write(line);
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(kReportDescriptor, rest.data(), rest.size());
    if (written <= 0) return ExitStatus::failed;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return ExitStatus::done;
}

}  // namespace muster::cli
