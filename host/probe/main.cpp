// SPDX-License-Identifier: Apache-2.0
// The program `muster-probe`: tries libraries out for a host, where they can do it no harm.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <string>

#include "plugin/probe_protocol.h"
#include "probe/supervisor.h"

namespace muster::probe {
namespace {

// The whole request; the descriptor is closed then. Nothing: there is none.
std::optional<plugin::ProbeRequest> take_request() {
  struct stat status {};
  if (::fstat(plugin::kProbeRequest, &status) != 0) return std::nullopt;
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t size = ::read(plugin::kProbeRequest, text.data(), text.size());
  ::close(plugin::kProbeRequest);
  if (size != status.st_size) return std::nullopt;
  return plugin::decode_request(text);
}

bool greet() {
  const std::string line = plugin::probe_greeting() + '\n';
  return ::write(plugin::kProbeReport, line.data(), line.size()) ==
         static_cast<ssize_t>(line.size());
}

}  // namespace
}  // namespace muster::probe

int main() {
  using namespace muster::probe;
  try {
    // The greeting goes first: a request of another build may be of another form.
    if (greet()) {
      if (const auto request = take_request()) {
        return supervise(*request) ? EXIT_SUCCESS : EXIT_FAILURE;
      }
    }
    std::fputs("muster-probe: hosts start this program; there is nothing to be done by hand\n",
               stderr);
  } catch (const std::exception& problem) {  // memory
    std::fprintf(stderr, "muster-probe: %s", problem.what());
  }
  return EXIT_FAILURE;
}
