// SPDX-License-Identifier: Apache-2.0
// Files that change under the host.
#include <doctest/doctest.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <set>

#include "support/serving_host.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

/// Calls an agent in a thread of its own through reloads, and collects what it answers; "": it was
/// not there.
class Listener {
 public:
  Listener(Host& host, std::string slug)
      : thread_([this, &host, slug = std::move(slug)] {
          std::string answer;
          do {
            const auto lease = host.find(slug);
            if (!lease || !lease->call("version", answer)) answer.clear();
            answers_.insert(answer);
            began_ = true;
          } while (!stop_);
        }) {
    while (!began_) std::this_thread::yield();
  }
  ~Listener() { stop(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// All answers there were.
  std::set<std::string> stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    return answers_;
  }

 private:
  std::set<std::string> answers_;
  std::atomic<bool> began_ = false;
  std::atomic<bool> stop_ = false;
  std::thread thread_;
};

void write_in_place(const std::string& path, std::string_view bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.flush());
}

/// A host that serves one plugin, "version-0001", and the bytes of the next version.
struct Changing : ServingHost {
  using ServingHost::ServingHost;

  std::string file = echo_copy(plugin("a.so"), "agent-000001", "version-0001");
  std::string next = content_of(echo_copy(root / "next.so", "agent-000001", "version-0002"));

  /// A reload that is refused with this code for the file, and leaves everything as it was.
  void check_refused(std::string_view code) {
    const ProcessState before = settled();
    BackgroundCaller caller(host, "agent-000001", "version-0001");
    const ReloadReport report = host.reload();
    caller.stop();
    CHECK(caller.wrong() == 0);
    CHECK(report.outcome() == Outcome::rejected);
    CHECK(report.generation == 1);
    REQUIRE(report.problems().size() == 1);
    CHECK(report.problems()[0].code == code);
    CHECK(report.problems()[0].subject == file);
    CHECK(settled().staged == before.staged);
    CHECK(settled().mapped == before.mapped);
  }
  /// A reload that publishes the next version, without a moment in which neither answers.
  void check_taken_in() {
    Listener listener(host, "agent-000001");
    CHECK(host.reload().outcome() == Outcome::published);
    CHECK(ask("agent-000001") == "version-0002");
    auto answers = listener.stop();
    answers.insert("version-0002");  // it may not have come to that
    CHECK(answers == std::set<std::string>{"version-0001", "version-0002"});
  }
};

}  // namespace

TEST_CASE("FILE-04 a file that is still being written is refused until it is whole") {
  Changing serving;
  serving.host.start();
  const std::size_t half = serving.next.size() / 2;
  fs::remove(serving.file);
  std::ofstream out(serving.file, std::ios::binary);
  out << serving.next.substr(0, half) << std::flush;
  serving.check_refused("elf.truncated");
  out << serving.next.substr(half) << std::flush;
  serving.check_taken_in();
}

TEST_CASE("FILE-04 a file that somebody writes to all the time is refused, and calls go on") {
  Changing serving;
  serving.host.start();
  BackgroundCaller caller(serving.host, "agent-000001", "version-0001");
  fs::remove(serving.file);
  std::ofstream(serving.file, std::ios::binary) << std::string(std::size_t{4} << 20, 'x');
  std::atomic<bool> done = false;
  std::thread writer([&] {
    std::ofstream out(serving.file, std::ios::app | std::ios::binary);
    while (!done) out.put('x').flush();
  });
  for (int i = 0; i < 20; ++i) {
    const ReloadReport report = serving.host.reload();
    CHECK(report.outcome() == Outcome::rejected);
    REQUIRE(report.problems().size() == 1);
    // Between two writes it is a file of many x.
    const std::string_view code = report.problems()[0].code;
    CHECK((code == "file.changing" || code == "elf.not_elf"));
  }
  done = true;
  writer.join();
  caller.stop();
  CHECK(caller.wrong() == 0);
}

TEST_CASE("FILE-04 a live library may be written over in place while it is called") {
  Changing serving;
  serving.host.start();
  {
    BackgroundCaller caller(serving.host, "agent-000001", "version-0001");
    for (int i = 0; i < 100; ++i) {
      write_in_place(serving.file, std::string(serving.next.size(), '\0'));
      write_in_place(serving.file, serving.next);
    }
    caller.stop();
    CHECK(caller.wrong() == 0);
  }
  write_in_place(serving.file, std::string(serving.next.size(), '\0'));
  serving.check_refused("elf.not_elf");
  write_in_place(serving.file, serving.next);
  serving.check_taken_in();
}

TEST_CASE("FILE-04 a live library may be cut to nothing") {
  Changing serving;
  serving.host.start();
  REQUIRE(::truncate(serving.file.c_str(), 0) == 0);
  serving.check_refused("file.empty");
  write_in_place(serving.file, serving.next);
  serving.check_taken_in();
}

TEST_CASE("FILE-04 a live library may be renamed over") {
  Changing serving;
  serving.host.start();
  write_whole(serving.file, serving.next);
  serving.check_taken_in();
}

TEST_CASE("FILE-04 a library that is deleted and made anew at once leaves no gap") {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_taken_in = false;
  Changing serving(Policy::keep_all, true, [&](const ReloadReport& report) {
    const std::lock_guard lock(mutex);
    is_taken_in = report.changed.agents == std::vector<std::string>{"agent-000001"};
    changed.notify_all();
  });
  serving.host.start();
  Listener listener(serving.host, "agent-000001");

  fs::remove(serving.file);
  write_whole(serving.file, serving.next);

  std::unique_lock lock(mutex);
  CHECK(changed.wait_for(lock, std::chrono::seconds(20), [&] { return is_taken_in; }));
  lock.unlock();
  CHECK_FALSE(listener.stop().contains(""));
  CHECK(serving.ask("agent-000001") == "version-0002");
}

TEST_CASE("FILE-04 a library that is deleted is served no more, and calls in it end first") {
  Changing serving;
  serving.host.start();
  {
    const auto lease = serving.host.find("agent-000001");
    fs::remove(serving.file);
    CHECK(serving.host.reload().removed.agents == std::vector<std::string>{"agent-000001"});
    CHECK(serving.ask("agent-000001") == "agent.not_found");
    std::string answer;
    REQUIRE(lease->call("version", answer));
    CHECK(answer == "version-0001");
  }
  CHECK(serving.settled().mapped.empty());
}

}  // namespace muster::test
