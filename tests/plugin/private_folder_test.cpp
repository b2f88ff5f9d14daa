// SPDX-License-Identifier: Apache-2.0
#include "plugin/private_folder.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <future>
#include <string>
#include <thread>

#include "base/unique_fd.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

/// A handler of the program's own, which lets system calls end early.
class Interrupting {
 public:
  Interrupting() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, &before_);
  }
  ~Interrupting() { ::sigaction(SIGUSR1, &before_, nullptr); }
  Interrupting(const Interrupting&) = delete;
  Interrupting& operator=(const Interrupting&) = delete;

 private:
  struct sigaction before_ {};
};

std::ifstream open_of_thread(pid_t thread, const std::string& name) {
  return std::ifstream("/proc/self/task/" + std::to_string(thread) + "/" + name);
}

// True also where the kernel does not tell.
bool is_in_flock(pid_t thread) {
  std::ifstream file = open_of_thread(thread, "syscall");
  if (!file) return true;
  long number = -1;
  return file >> number && number == SYS_flock;
}

bool has_pending_signal(pid_t thread) {
  std::ifstream file = open_of_thread(thread, "status");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("SigPnd:")) return line.find_first_not_of("0\t", 7) != line.npos;
  }
  return false;
}

}  // namespace

TEST_CASE("a signal while a folder waits for its turn is no reason to have none") {
  const Interrupting interrupting;
  const test::TempDir parent;
  UniqueFd busy(::open(parent.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(::flock(busy.get(), LOCK_EX) == 0);
  std::promise<pid_t> started;
  bool has_folder = false;
  std::thread thread([&] {
    started.set_value(::gettid());
    has_folder = PrivateFolder::make(parent.path()).has_value();
  });
  const pid_t number = started.get_future().get();
  while (!is_in_flock(number)) std::this_thread::yield();
  ::pthread_kill(thread.native_handle(), SIGUSR1);
  while (has_pending_signal(number)) std::this_thread::yield();
  busy = UniqueFd();
  thread.join();
  CHECK(has_folder);
}

}  // namespace muster::plugin
