// SPDX-License-Identifier: Apache-2.0
#include "cli/probe.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "base/unique_fd.h"
#include "cli/codes.h"
#include "plugin/staging.h"

namespace muster::cli {
namespace {

using std::chrono::steady_clock;

// glibc 2.36 declares pidfd_open without the linkage of C.
UniqueFd open_process(pid_t pid) {
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

// A helper process, its own process group, and the read end of its report.
class Helper {
 public:
  // None: the system refused.
  static std::optional<Helper> spawn(const std::string& program, const ProbeOptions& options);

  Helper(Helper&& other) noexcept
      : pid_(std::exchange(other.pid_, 0)),
        process_(std::move(other.process_)),
        report_(std::move(other.report_)) {}
  Helper& operator=(Helper&&) = delete;
  ~Helper() {
    if (pid_ > 0) end();
  }

  // Collects the report until the process ends. False: it did not in time.
  bool wait_until(steady_clock::time_point deadline);
  // Ends what is left of the group and reaps the process: how it ended.
  siginfo_t end();

  const std::string& report() const { return text_; }

 private:
  Helper(pid_t pid, UniqueFd report)
      : pid_(pid), process_(open_process(pid)), report_(std::move(report)) {}

  void drain();

  pid_t pid_;
  UniqueFd process_;
  UniqueFd report_;
  std::string text_;
};

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

std::optional<Helper> Helper::spawn(const std::string& program, const ProbeOptions& options) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  UniqueFd reading(ends[0]);
  const UniqueFd writing(ends[1]);
  // This end alone: the helper waits where the pipe is full.
  if (::fcntl(reading.get(), F_SETFL, O_NONBLOCK) != 0) return std::nullopt;

  SpawnSettings settings;
  // First the report: its own number may be one of those that follow.
  ::posix_spawn_file_actions_adddup2(&settings.actions, writing.get(), kReportDescriptor);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&settings.actions, standard, "/dev/null", O_RDWR, 0);
  }
  ::posix_spawn_file_actions_addclosefrom_np(&settings.actions, kReportDescriptor + 1);
  sigset_t signals;
  sigfillset(&signals);
  ::posix_spawnattr_setsigdefault(&settings.attributes, &signals);
  sigemptyset(&signals);
  ::posix_spawnattr_setsigmask(&settings.attributes, &signals);
  ::posix_spawnattr_setpgroup(&settings.attributes, 0);
  ::posix_spawnattr_setflags(
      &settings.attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);

  std::array<std::string, 5> words{program, kProbeCommand, "--staging=" + options.staging, "--",
                                   options.file};
  std::array<char*, words.size() + 1> arguments{};
  std::ranges::transform(words, arguments.begin(), [](std::string& word) { return word.data(); });
  pid_t pid = 0;
  if (::posix_spawn(&pid, program.c_str(), &settings.actions, &settings.attributes,
                    arguments.data(), environ) != 0) {
    return std::nullopt;
  }
  return Helper(pid, std::move(reading));
}

void Helper::drain() {
  constexpr std::size_t kMaxReportBytes = std::size_t{16} << 20;
  std::array<char, 16 * 1024> buffer;
  while (text_.size() < kMaxReportBytes) {
    const ssize_t size = ::read(report_.get(), buffer.data(), buffer.size());
    if (size <= 0) return;
    text_.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

bool Helper::wait_until(steady_clock::time_point deadline) {
  using std::chrono::milliseconds;
  bool is_open = true;  // a pipe that hung up would wake us for ever
  for (;;) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now());
    if (left <= milliseconds::zero()) return false;
    std::array<pollfd, 2> sources{
        {{process_.get(), POLLIN, 0}, {is_open ? report_.get() : -1, POLLIN, 0}}};
    ::poll(sources.data(), sources.size(), static_cast<int>(left.count()));
    drain();
    if ((sources[1].revents & POLLHUP) != 0) is_open = false;
    if (sources[0].revents != 0) return true;
  }
}

siginfo_t Helper::end() {
  ::kill(-pid_, SIGKILL);
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED);
  pid_ = 0;
  return ended;
}

// A folder for the copies of a helper: one that crashes leaves them behind, this process does not.
class Workshop {
 public:
  static Result<Workshop> make() {
    return plugin::Staging::create(plugin::Staging::default_parents({})).map([](auto staging) {
      return Workshop(std::move(staging));
    });
  }
  Workshop(Workshop&&) = default;
  Workshop& operator=(Workshop&&) = delete;
  ~Workshop() {
    std::error_code ignored;
    if (staging_ != nullptr) std::filesystem::remove_all(staging_->folder(), ignored);
  }

  // One below, for the folder itself is locked as long as this process uses it.
  std::string folder() const { return staging_->folder() + "/helper"; }

 private:
  explicit Workshop(std::unique_ptr<plugin::Staging> staging) : staging_(std::move(staging)) {}
  std::unique_ptr<plugin::Staging> staging_;
};

std::string ending(const siginfo_t& ended) {
  if (ended.si_code == CLD_EXITED) {
    return fmt::format("the process that loaded it exited with status {} before it was done",
                       ended.si_status);
  }
  const char* const name = ::sigabbrev_np(ended.si_status);
  return fmt::format("the process that loaded it was ended by SIG{}",
                     name != nullptr ? name : std::to_string(ended.si_status));
}

}  // namespace

FileReport probe(const std::string& program, const std::string& library,
                 std::chrono::milliseconds patience, serve::RemoteErrors& errors) {
  FileReport report;
  report.path = library;
  report.outcome = FileOutcome::rejected;
  const auto refuse = [&](const Code& code, std::string message) {
    report.problems.push_back(error(code, escaped(library), std::move(message)));
    return report;
  };
  const auto workshop = Workshop::make();
  if (!workshop) {
    report.problems.push_back(workshop.error());
    return report;
  }
  auto helper = Helper::spawn(program, {.file = library, .staging = workshop->folder()});
  if (!helper) return refuse(codes::check_no_process, "no process to load it can be started");
  if (!helper->wait_until(steady_clock::now() + patience)) {
    return refuse(codes::check_timeout,
                  fmt::format("it was not loaded and closed within {} ms", patience.count()));
  }
  const siginfo_t ended = helper->end();
  if (auto said = read_probe_report(helper->report(), errors)) return *said;
  return refuse(codes::check_crashed, ending(ended));
}

}  // namespace muster::cli
