// SPDX-License-Identifier: Apache-2.0
#include "plugin/probe_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "plugin/printed.h"
#include "plugin/probe_protocol.h"

namespace muster::plugin {
namespace {

using std::chrono::milliseconds;

struct SpawnSettings {
  SpawnSettings() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnSettings() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

// The same open file under a number beyond those that the helper finds its own at, so that putting
// one of them in place cannot close another.
UniqueFd out_of_the_way(const UniqueFd& fd) {
  return UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, kProbeRequest + 1));
}

UniqueFd file_with(std::string_view text) {
  UniqueFd file(::memfd_create("muster-probe-request", MFD_CLOEXEC));
  while (file && !text.empty()) {
    const ssize_t written = ::write(file.get(), text.data(), text.size());
    if (written <= 0) return {};
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (file) ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

int spawn_with(pid_t& pid, const std::string& program, int report, int request, int errors) {
  SpawnSettings settings;
  posix_spawn_file_actions_t* const actions = &settings.actions;
  ::posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(actions, errors, STDERR_FILENO);
  ::posix_spawn_file_actions_adddup2(actions, report, kProbeReport);
  ::posix_spawn_file_actions_adddup2(actions, request, kProbeRequest);
  ::posix_spawn_file_actions_addclosefrom_np(actions, kProbeRequest + 1);
  sigset_t signals;
  sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&settings.attributes, &signals);
  sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&settings.attributes, &signals);
  ::posix_spawnattr_setpgroup(&settings.attributes, 0);
  ::posix_spawnattr_setflags(
      &settings.attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  std::string name = program;
  std::array<char*, 2> arguments{name.data(), nullptr};
  return ::posix_spawn(&pid, program.c_str(), actions, &settings.attributes, arguments.data(),
                       environ);
}

// False: the deadline came first.
bool wait_for(const UniqueFd& source, TimePoint deadline) {
  constexpr milliseconds kLongest{60'000};
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    const auto wait = std::clamp(left, milliseconds::zero(), kLongest);
    pollfd polled{source.get(), POLLIN, 0};
    if (::poll(&polled, 1, static_cast<int>(wait.count())) > 0) return true;
    if (left <= milliseconds::zero()) return false;
  }
}

}  // namespace

tl::expected<ProbeProcess, std::string> ProbeProcess::spawn(const std::string& program,
                                                            std::string_view request) {
  const auto refuse = [](std::string_view what, int error_number) {
    return tl::unexpected(fmt::format("cannot {}: {}", what, ::strerrordesc_np(error_number)));
  };
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return refuse("make a pipe", errno);
  UniqueFd reading(ends[0]);
  const UniqueFd piped(ends[1]);
  const UniqueFd writing = out_of_the_way(piped);
  const UniqueFd file = file_with(request);
  const UniqueFd asking = out_of_the_way(file);
  UniqueFd errors = make_printed();
  const UniqueFd complaining = out_of_the_way(errors);
  if (!writing || !asking || !complaining) return refuse("make a file in memory", errno);
  pid_t pid = 0;
  const int problem = spawn_with(pid, program, writing.get(), asking.get(), complaining.get());
  if (problem != 0) return refuse("start " + escaped(program), problem);
  return ProbeProcess(pid, std::move(reading), std::move(errors));
}

// glibc 2.36 declares pidfd_open and pidfd_send_signal without the linkage of C.
ProbeProcess::ProbeProcess(pid_t pid, UniqueFd report, UniqueFd errors)
    : pid_(pid),
      process_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))),
      report_(std::move(report)),
      errors_(std::move(errors)) {}

ProbeProcess::ProbeProcess(ProbeProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)),
      was_killed_(other.was_killed_),
      process_(std::move(other.process_)),
      report_(std::move(other.report_)),
      errors_(std::move(other.errors_)) {}

ProbeProcess::~ProbeProcess() {
  if (pid_ == 0) return;
  // By its descriptor: where the program reaps all its children, the number may be another's.
  if (process_) {
    ::syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
  } else {
    ::kill(pid_, SIGKILL);
  }
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
}

std::string ProbeProcess::wait_until(TimePoint deadline) {
  std::string text;
  std::array<char, 16 * 1024> buffer;
  while (wait_for(report_, deadline)) {
    const ssize_t size = ::read(report_.get(), buffer.data(), buffer.size());
    if (size <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
  // Without a descriptor the end of the report has to do; the destructor sees to the rest.
  if (process_ && wait_for(process_, deadline)) {
    int status = 0;
    was_killed_ = ::waitpid(std::exchange(pid_, 0), &status, 0) > 0 && WIFSIGNALED(status);
  }
  return text;
}

std::string ProbeProcess::complaint() const { return printed_tail(errors_.get()); }

}  // namespace muster::plugin
