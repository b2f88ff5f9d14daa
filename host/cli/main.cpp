// SPDX-License-Identifier: Apache-2.0
// The program `muster`: reads its command line, runs one command, ends with its exit status.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <iostream>

#include "base/text.h"
#include "cli/arguments.h"
#include "cli/check_libraries.h"
#include "cli/codes.h"
#include "cli/connect.h"
#include "serve/environment.h"

namespace muster::cli {
namespace {

// A descriptor that was closed at the start would be taken by the next file that is opened, and
// what we print would go there.
void keep_standard_streams() {
  int fd = ::open("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO) fd = ::open("/dev/null", O_RDWR);
  if (fd >= 0) ::close(fd);
}

ExitStatus finish(const Result<ExitStatus>& status, Output& output) {
  return status ? *status : output.complain(status.error());
}

// Runs a command that asks a host.
template <class Options, class Run>
ExitStatus ask(const Options& options, Output& output, Run run) {
  auto link = connect(options.where, serve::environment(), output);
  if (!link) return output.complain(link.error());
  Peer host(std::move(*link));
  return finish(run(host), output);
}

ExitStatus run(const ServeOptions& options, Output& output) {
  return finish(run_serve(options, serve::environment(), output), output);
}
ExitStatus run(const ListOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_list(options, host, output); });
}
ExitStatus run(const ShowOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_show(options, host, output); });
}
ExitStatus run(const CallOptions& options, Output& output) {
  return ask(options, output,
             [&](Peer& host) { return run_call(options, std::cin, host, output); });
}
ExitStatus run(const SkillsListOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_skills_list(options, host, output); });
}
ExitStatus run(const SkillsShowOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_skills_show(options, host, output); });
}
ExitStatus run(const SkillsReadOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_skills_read(options, host, output); });
}
ExitStatus run(const ReloadOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_reload(options, host, output); });
}
ExitStatus run(const StatusOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_status(options, host, output); });
}
ExitStatus run(const RetryOptions& options, Output& output) {
  return ask(options, output, [&](Peer& host) { return run_retry(options, host, output); });
}
ExitStatus run(const CheckOptions& options, Output& output) {
  const auto check = [&options](const std::vector<std::string>& libraries) {
    return check_libraries(libraries,
                           plugin::Prober({.opening = plugin::Prober::Opening::required}),
                           options.permissions);
  };
  return finish(run_check(options, check, output), output);
}
ExitStatus run(const InspectOptions& options, Output& output) {
  return finish(run_inspect(options, output), output);
}

ExitStatus run(const NewAgentOptions& options, Output& output) {
  return finish(run_new_agent(options, ".", output), output);
}
ExitStatus run(const NewSkillOptions& options, Output& output) {
  return finish(run_new_skill(options, ".", output), output);
}
ExitStatus run(const PackOptions& options, Output& output) { return run_pack(options, output); }
ExitStatus run(const UnpackOptions& options, Output& output) { return run_unpack(options, output); }

ExitStatus run(std::vector<std::string> words) {
  const auto arguments = parse(std::move(words));
  if (!arguments) {
    std::cout << arguments.error().out;
    std::cerr << arguments.error().err;
    return arguments.error().status;
  }
  Output output{std::cout, std::cerr, arguments->json, ::isatty(STDOUT_FILENO) == 1,
                ::isatty(STDERR_FILENO) == 1};
  const ExitStatus status =
      std::visit([&](const auto& options) { return run(options, output); }, arguments->command);
  if (std::cout.flush()) return status;
  return output.complain(error(codes::output_unwritable, "standard output", "is full or closed"));
}

// What libraries throw has been caught where they are wrapped; this is memory, threads or
// descriptors.
ExitStatus run_within_limits(std::vector<std::string> words) {
  try {
    return run(std::move(words));
  } catch (const std::exception& problem) {
    return Output{std::cout, std::cerr}.complain(
        error(codes::no_resources, "this process", escaped(problem.what())));
  }
}

}  // namespace
}  // namespace muster::cli

int main(int argc, char** argv) {
  muster::cli::keep_standard_streams();
  std::ios::sync_with_stdio(false);  // else std::cin takes an error for the end of the input
  return static_cast<int>(muster::cli::run_within_limits({argv + std::min(argc, 1), argv + argc}));
}
