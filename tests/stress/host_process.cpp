// SPDX-License-Identifier: Apache-2.0
#include "stress/host_process.h"

#include <fmt/format.h>
#include <muster/host.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "support/fixture_plugins.h"

namespace muster::stress {
namespace {

using namespace std::chrono_literals;

constexpr const char* kSoundSlug = "agent-000001";

// Of the flipped file, and of the sound plugin beside it.
std::string answer_of(Host& host, const ReloadReport& report, const std::string& path) {
  const auto sound = host.call(kSoundSlug, R"({"ask":"version"})");
  if (!sound || sound->text() != "version-0000") return "the sound agent did not answer";
  const auto file = std::ranges::find(report.files, path, &FileReport::path);
  if (file == report.files.end()) return "unchanged";
  return std::string(file->problems.empty() ? name_of(file->outcome) : file->problems[0].code);
}

// A reload for each byte that comes, until the channel ends.
[[noreturn]] void serve(const std::string& folder, const std::string& path, int channel) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  {
    Host host({.plugins = {folder + "/plugins"},
               .on_error = Policy::keep_file,
               .staging = folder + "/staging",
               .probe_patience = 1s,
               .load_patience = 2s});
    host.start();
    std::string answer = "started";
    char request = 0;
    while (::write(channel, answer.data(), answer.size()) > 0 &&
           ::read(channel, &request, 1) == 1) {
      answer = answer_of(host, host.reload(), path);
    }
  }
  ::_exit(0);
}

}  // namespace

HostProcess::HostProcess() {
  folder_.make_folder("plugins");
  folder_.make_folder("staging");
  test::echo_copy(folder_ / "plugins/sound.so", kSoundSlug);
  std::array<int, 2> ends{};
  // Whole messages, and an end that is seen.
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  channel_ = UniqueFd(ends[0]);
  UniqueFd theirs(ends[1]);
  std::fflush(nullptr);  // or both processes print what waits
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (pid_ == 0) {
    channel_ = UniqueFd();
    serve(folder_.path(), path(), theirs.get());
  }
  theirs = UniqueFd();
  // Before anything is put at path(): it would be loaded at the start, and no reload would tell.
  if (answer() != "started") throw std::runtime_error("a host did not start");
}

HostProcess::~HostProcess() { static_cast<void>(end()); }

std::optional<std::string> HostProcess::reload() {
  if (::send(channel_.get(), "r", 1, MSG_NOSIGNAL) != 1) return std::nullopt;
  return answer();
}

std::optional<std::string> HostProcess::answer() {
  constexpr int kPatienceMs = 120'000;
  pollfd readable{channel_.get(), POLLIN, 0};
  if (::poll(&readable, 1, kPatienceMs) != 1) {
    complaint_ = "it did not answer for two minutes";
    return std::nullopt;
  }
  std::array<char, 256> text{};
  const ssize_t size = ::read(channel_.get(), text.data(), text.size());
  if (size <= 0) return std::nullopt;
  std::string word(text.data(), static_cast<std::size_t>(size));
  if (word.find(' ') == std::string::npos) return word;
  complaint_ = std::move(word);
  return std::nullopt;
}

std::string HostProcess::end() {
  if (pid_ == 0) return complaint_;
  if (!complaint_.empty()) ::kill(pid_, SIGKILL);
  channel_ = UniqueFd();
  siginfo_t ended{};
  ::waitid(P_PID, static_cast<id_t>(std::exchange(pid_, 0)), &ended, WEXITED);
  if (!complaint_.empty()) return complaint_;
  if (ended.si_code == CLD_EXITED && ended.si_status == 0) return {};
  complaint_ = ended.si_code == CLD_EXITED ? fmt::format("it ended with status {}", ended.si_status)
                                           : fmt::format("SIG{}", ::sigabbrev_np(ended.si_status));
  return complaint_;
}

}  // namespace muster::stress
