// SPDX-License-Identifier: Apache-2.0
#include "program/program.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iterator>

namespace muster::test {
namespace {

constexpr int kPatienceMs = 30'000;

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    reading = UniqueFd(ends[0]);
    writing = UniqueFd(ends[1]);
  }
  UniqueFd reading;
  UniqueFd writing;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

// Appends what there is. At its end the pipe is closed: it would wake every poll from then on.
bool take(UniqueFd& pipe, std::string& text) {
  std::array<char, 4096> buffer;
  const ssize_t size = ::read(pipe.get(), buffer.data(), buffer.size());
  if (size > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(size));
  } else {
    pipe = UniqueFd();
  }
  return size > 0;
}

std::vector<std::string> muster(const std::vector<std::string>& words) {
  std::vector<std::string> all{installed_program()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

}  // namespace

std::string installed_program() { return MUSTER_STAGE "/bin/muster"; }

Program::Program(const std::vector<std::string>& words, const Variables& variables,
                 std::string_view input) {
  const Pipe in;  // a pipe takes 64 KiB without a reader, more than any test gives
  REQUIRE(::write(in.writing.get(), input.data(), input.size()) ==
          static_cast<ssize_t>(input.size()));
  start(muster(words), variables, {}, in.reading.get());
}

Program::Program(Other, const std::vector<std::string>& words, const Variables& variables) {
  const Pipe in;
  start(words, variables, {}, in.reading.get());
}

Program::Program(OnTerminal, const std::vector<std::string>& words, const Variables& variables) {
  terminal_ = UniqueFd(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  REQUIRE(::grantpt(terminal_.get()) == 0);
  REQUIRE(::unlockpt(terminal_.get()) == 0);
  start(muster(words), variables, ::ptsname(terminal_.get()), -1);
}

void Program::start(std::vector<std::string> words, const Variables& variables,
                    const std::string& terminal, int input) {
  Pipe out;
  Pipe err;
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  if (terminal.empty()) {
    ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  } else {  // the first terminal that the leader of a session opens becomes its own
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, terminal.c_str(), O_RDWR, 0);
  }
  ::posix_spawn_file_actions_adddup2(&actions, out.writing.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.writing.get(), STDERR_FILENO);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  if (!terminal.empty()) ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);

  std::vector<std::string> settings;
  for (const auto& [name, value] : variables) settings.push_back(name + "=" + value);
  const int failure = ::posix_spawnp(&pid_, words.front().c_str(), &actions, &attributes,
                                     pointers(words).data(), pointers(settings).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  REQUIRE(failure == 0);
  // glibc 2.36 declares pidfd_open without the linkage of C.
  process_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  out_ = std::move(out.reading);
  err_ = std::move(err.reading);
}

Program::~Program() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Program::read_once() {
  std::array<pollfd, 3> sources{
      {{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}, {process_.get(), POLLIN, 0}}};
  const int ready = ::poll(sources.data(), sources.size(), kPatienceMs);
  INFO("standard error so far: " << ended_.err);
  REQUIRE(ready > 0);
  const bool has_out = sources[0].revents != 0 && take(out_, ended_.out);
  const bool has_err = sources[1].revents != 0 && take(err_, ended_.err);
  if (!has_out && !has_err && sources[2].revents != 0) is_over_ = true;
}

bool Program::says(std::string_view text) {
  for (;; read_once()) {
    const std::size_t at = ended_.err.find(text, found_);
    if (at != std::string::npos && ended_.err.find('\n', at) != std::string::npos) return true;
    if (is_over_) return false;
  }
}

std::string Program::wait_for(std::string_view text) {
  const bool has_come = says(text);
  INFO("it ended without '" << text << "' on standard error: " << ended_.err);
  REQUIRE(has_come);
  const std::size_t begin = ended_.err.find(text, found_) + text.size();
  found_ = ended_.err.find('\n', begin);
  return ended_.err.substr(begin, found_ - begin);
}

void Program::clog_err() {
  clogged_ = std::move(err_);
  const UniqueFd writing(::open(("/proc/self/fd/" + std::to_string(clogged_.get())).c_str(),
                                O_WRONLY | O_NONBLOCK | O_CLOEXEC));
  REQUIRE(writing);
  const std::string page(4096, '\n');
  for (std::size_t size = page.size(); size > 0; size /= 2) {
    while (::write(writing.get(), page.data(), size) > 0) {
    }
  }
}

void Program::signal(int number) const { REQUIRE(::kill(pid_, number) == 0); }

std::size_t Program::entries(std::string_view folder) const {
  const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid_) + "/" +
                                                std::string(folder));
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

Ended Program::wait() {
  while (!is_over_) read_once();
  int status = 0;
  REQUIRE(::waitpid(std::exchange(pid_, 0), &status, 0) > 0);
  ended_.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended_;
}

}  // namespace muster::test
