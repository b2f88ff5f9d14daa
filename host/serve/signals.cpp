// SPDX-License-Identifier: Apache-2.0
#include "serve/signals.h"

#include <poll.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <csignal>

namespace muster::serve {
namespace {

int timeout_ms(std::optional<std::chrono::steady_clock::time_point> until) {
  using namespace std::chrono;
  if (!until) return -1;
  const auto left = ceil<milliseconds>(*until - steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, INT_MAX));
}

sigset_t our_signals() {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM}) sigaddset(&ours, signal);
  return ours;
}

}  // namespace

SignalRequest request_of(unsigned signal, int code) noexcept {
  switch (signal) {
    case SIGHUP:
      return code == SI_KERNEL ? SignalRequest::stop : SignalRequest::reload;
    case SIGINT:
    case SIGTERM:
      return SignalRequest::stop;
    default:
      return SignalRequest::none;
  }
}

Signals::Signals() {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of that write alone
  const sigset_t ours = our_signals();
  ::pthread_sigmask(SIG_BLOCK, &ours, nullptr);
  fd_ = UniqueFd(::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK));
}

SignalRequest Signals::wait(int other, std::optional<std::chrono::steady_clock::time_point> until) {
  std::array<pollfd, 2> sources{{{fd_.get(), POLLIN, 0}, {other, POLLIN, 0}}};  // -1 is left out
  ::poll(sources.data(), sources.size(), timeout_ms(until));
  signalfd_siginfo info{};
  if (::read(fd_.get(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) {
    return SignalRequest::none;
  }
  return request_of(info.ssi_signo, info.ssi_code);
}

void Signals::let_go() {
  const sigset_t ours = our_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &ours, nullptr);
}

}  // namespace muster::serve
