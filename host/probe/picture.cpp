// SPDX-License-Identifier: Apache-2.0
#include "probe/picture.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <clocale>
#include <csignal>
#include <cstring>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string_view>

#include "base/text.h"
#include "base/unique_fd.h"

namespace muster::probe {
namespace {

// The names in a folder of /proc that are numbers, but for the descriptor that lists them.
std::vector<int> numbers_in(const char* path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path), &::closedir);
  std::vector<int> numbers;
  if (!folder) return numbers;
  while (const dirent* const entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    int number = 0;
    const auto [end, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (problem == std::errc{} && number != ::dirfd(folder.get())) numbers.push_back(number);
  }
  std::ranges::sort(numbers);
  return numbers;
}

std::vector<Descriptor> open_descriptors() {
  std::vector<Descriptor> open;
  for (const int number : numbers_in("/proc/self/fd")) {
    struct stat status {};
    if (::fstat(number, &status) == 0) open.push_back({number, status.st_dev, status.st_ino});
  }
  return open;
}

// A thread that may have been joined already is listed by the kernel for a moment more. Its flags
// tell (proc(5), the stat file; PF_EXITING).
bool is_exiting(int thread) {
  constexpr unsigned kExiting = 0x4;
  std::ifstream file(fmt::format("/proc/self/task/{}/stat", thread));
  std::string line;
  std::getline(file, line);
  std::istringstream fields(line.substr(line.rfind(')') + 1));  // the name before may hold anything
  std::string skipped;
  unsigned flags = kExiting;  // what is gone by now has ended
  for (int i = 0; i < 6; ++i) fields >> skipped;
  fields >> flags;
  return (flags & kExiting) != 0;
}

// Zombies too.
bool has_children() {
  siginfo_t ignored{};
  return ::waitid(P_ALL, 0, &ignored, WEXITED | WNOHANG | WNOWAIT) == 0;
}

// The text of a file of /proc, whose size nobody knows before.
std::string text_of(const char* path) {
  const UniqueFd file(::open(path, O_RDONLY | O_CLOEXEC));
  std::string text(4096, '\0');
  const ssize_t size = ::read(file.get(), text.data(), text.size());
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return text;
}

// A line "SigIgn:\t0000000000001000" of the status file.
std::uint64_t number_at(std::string_view status, std::string_view key, int base) {
  const std::size_t at = status.find(key);
  std::uint64_t number = 0;
  if (at == std::string_view::npos) return number;
  const std::string_view value = status.substr(at + key.size());
  std::from_chars(value.data(), value.data() + value.size(), number, base);
  return number;
}

// Signals between those of the system and SIGRTMIN are the C library's own, for cancelling threads
// and for setuid: it catches them as soon as there is a thread.
std::uint64_t signals_at(std::string_view status, std::string_view key) {
  constexpr int kLastOfSystem = 31;
  const std::uint64_t of_system = (std::uint64_t{1} << kLastOfSystem) - 1;
  const std::uint64_t below_real_time = (std::uint64_t{1} << (SIGRTMIN - 1)) - 1;
  return number_at(status, key, 16) & (of_system | ~below_real_time);
}

std::string privileges_in(std::string_view status) {
  std::string lines;
  for (const std::string_view key : {"\nUid:", "\nGid:", "\nGroups:", "\nCapEff:", "\nSeccomp:"}) {
    if (const std::size_t at = status.find(key); at != std::string_view::npos) {
      lines += status.substr(at, status.find('\n', at + 1) - at);
    }
  }
  return lines;
}

bool is_timer_running() {
  return std::ranges::any_of(std::array{ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}, [](auto which) {
    itimerval timer{};
    ::getitimer(which, &timer);
    return timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0;
  });
}

std::array<rlim_t, RLIM_NLIMITS> limits_now() {
  std::array<rlim_t, RLIM_NLIMITS> limits{};
  for (int resource = 0; resource < RLIM_NLIMITS; ++resource) {
    rlimit limit{};
    if (resource != RLIMIT_CPU) ::getrlimit(static_cast<__rlimit_resource>(resource), &limit);
    limits.at(static_cast<std::size_t>(resource)) = limit.rlim_cur;
  }
  return limits;
}

std::pair<dev_t, ino_t> root_folder() {
  struct stat root {};
  ::stat("/", &root);
  return {root.st_dev, root.st_ino};
}

std::string current_folder() {
  const std::unique_ptr<char, decltype(&std::free)> path(::getcwd(nullptr, 0), &std::free);
  return path ? path.get() : "";
}

std::vector<std::string> environment_now() {
  std::vector<std::string> all;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    all.emplace_back(*variable);
  }
  std::ranges::sort(all);
  return all;
}

const Descriptor* find(const std::vector<Descriptor>& all, int number) {
  const auto found = std::ranges::find(all, number, &Descriptor::number);
  return found == all.end() ? nullptr : &*found;
}

// The name of a variable that is set in one of the two as it is not in the other.
std::optional<std::string> variable_that_differs(const std::vector<std::string>& before,
                                                 const std::vector<std::string>& after) {
  std::vector<std::string> differing;
  std::ranges::set_symmetric_difference(before, after, std::back_inserter(differing));
  if (differing.empty()) return std::nullopt;
  return differing.front().substr(0, differing.front().find('='));
}

// The name of the lowest signal of a set.
std::optional<std::string> first_of(std::uint64_t signals) {
  if (signals == 0) return std::nullopt;
  const int number = std::countr_zero(signals) + 1;
  const char* const name = ::sigabbrev_np(number);
  return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

}  // namespace

std::size_t count_threads() {
  // Each is a folder, which its parent counts as a link; that is cheaper to ask than their names.
  struct stat folder {};
  if (::stat("/proc/self/task", &folder) == 0 && folder.st_nlink == 3) return 1;
  const std::vector<int> threads = numbers_in("/proc/self/task");
  return threads.size() - static_cast<std::size_t>(std::ranges::count_if(threads, is_exiting));
}

Picture Picture::take() {
  Picture picture;
  picture.descriptors = open_descriptors();
  picture.threads = count_threads();
  picture.has_children = probe::has_children();
  const std::string status = text_of("/proc/self/status");
  picture.blocked = signals_at(status, "SigBlk:\t");
  picture.ignored = signals_at(status, "SigIgn:\t");
  picture.caught = signals_at(status, "SigCgt:\t");
  picture.has_timer = is_timer_running();
  picture.privileges = privileges_in(status);
  picture.limits = limits_now();
  picture.niceness = ::getpriority(PRIO_PROCESS, 0);
  picture.root = root_folder();
  picture.mask = static_cast<mode_t>(number_at(status, "Umask:\t", 8));
  picture.folder = current_folder();
  picture.locale = std::setlocale(LC_ALL, nullptr);
  picture.environment = environment_now();
  return picture;
}

std::vector<std::string> changes(const Picture& before, const Picture& after) {
  if (after.root != before.root) return {"changed the root folder"};  // and with it what /proc says
  std::vector<std::string> list;
  if (after.threads > before.threads) list.emplace_back("left a thread running");
  if (after.has_children && !before.has_children) list.emplace_back("left a process behind");
  for (const Descriptor& own : before.descriptors) {
    const Descriptor* const now = find(after.descriptors, own.number);
    if (now == nullptr) {
      list.push_back(fmt::format("closed descriptor {}, which was not its own", own.number));
    } else if (*now != own) {
      list.push_back(fmt::format("put another file in the place of descriptor {}", own.number));
    }
  }
  if (const auto signal =
          first_of((before.ignored ^ after.ignored) | (before.caught ^ after.caught))) {
    list.push_back("changed what " + *signal + " does");
  }
  if (const auto signal = first_of(before.blocked ^ after.blocked)) {
    list.push_back("changed whether " + *signal + " is blocked");
  }
  if (after.has_timer && !before.has_timer) list.emplace_back("left a timer running");
  if (after.privileges != before.privileges) {
    list.emplace_back("changed its user, groups or privileges");
  }
  if (after.limits != before.limits) list.emplace_back("changed the limits of its resources");
  if (after.niceness != before.niceness) list.emplace_back("changed its priority");
  if (after.folder != before.folder) list.emplace_back("changed the working folder");
  if (after.mask != before.mask) list.emplace_back("changed the umask");
  if (after.locale != before.locale) list.emplace_back("changed the locale");
  if (const auto name = variable_that_differs(before.environment, after.environment)) {
    list.push_back("changed the environment variable " + escaped(*name));
  }
  return list;
}

std::vector<Descriptor> opened(const Picture& before, const Picture& after) {
  std::vector<Descriptor> fresh;
  std::ranges::copy_if(after.descriptors, std::back_inserter(fresh), [&](const Descriptor& now) {
    return find(before.descriptors, now.number) == nullptr;
  });
  return fresh;
}

}  // namespace muster::probe
