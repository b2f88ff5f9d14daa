// SPDX-License-Identifier: Apache-2.0
#include "probe/picture.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <clocale>
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
  picture.blocked = number_at(status, "SigBlk:\t", 16);
  picture.ignored = number_at(status, "SigIgn:\t", 16);
  picture.caught = number_at(status, "SigCgt:\t", 16);
  picture.mask = static_cast<mode_t>(number_at(status, "Umask:\t", 8));
  picture.folder = current_folder();
  picture.locale = std::setlocale(LC_ALL, nullptr);
  picture.environment = environment_now();
  return picture;
}

std::vector<std::string> changes(const Picture& before, const Picture& after) {
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
