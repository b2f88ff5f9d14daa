// SPDX-License-Identifier: Apache-2.0
#include "stress/churn.h"

#include <fmt/format.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/serving_host.h"

namespace muster::stress {
namespace {

using std::chrono::steady_clock;

constexpr std::array kSlugs{"agent-000001", "agent-000002", "agent-000003"};
constexpr int kCallersEach = 2;

// Fits the place of the fixture's version; the order of numbers is that of the texts.
std::string version(std::uint64_t number) { return fmt::format("{:012}", number); }

/// Calls one agent for as long as it lives.
class Caller {
 public:
  Caller(Host& host, const char* slug) : thread_([this, &host, slug] { run(host, slug); }) {}
  ~Caller() { stop(); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] std::uint64_t calls() const { return calls_; }
  [[nodiscard]] std::uint64_t wrong() const { return wrong_; }

 private:
  void run(Host& host, const char* slug) {
    std::string last = version(0);
    while (!stop_) {
      const auto answer = host.call(slug, R"({"ask":"version"})");
      const std::string now = answer ? answer->text() : std::string();
      if (now < last) ++wrong_;
      last = now;
      ++calls_;
    }
  }

  std::atomic<bool> stop_ = false;
  std::atomic<std::uint64_t> calls_ = 0;
  std::atomic<std::uint64_t> wrong_ = 0;
  std::thread thread_;  // last: it uses the others
};

}  // namespace

bool churn(std::chrono::seconds duration) {
  test::ServingHost serving(Policy::keep_all);
  const auto replace = [&serving](std::size_t which, std::uint64_t number) {
    const std::string file = serving.plugin(fmt::format("{}.so", which));
    test::echo_copy(file, kSlugs.at(which), version(number));
  };
  for (std::size_t which = 0; which < kSlugs.size(); ++which) replace(which, 0);
  serving.host.start();
  const test::ProcessState before = serving.settled();

  std::vector<std::unique_ptr<Caller>> callers;
  for (const char* slug : kSlugs) {
    for (int i = 0; i < kCallersEach; ++i) {
      callers.push_back(std::make_unique<Caller>(serving.host, slug));
    }
  }
  const auto begin = steady_clock::now();
  std::uint64_t reloads = 0;
  std::uint64_t wrong = 0;
  for (; steady_clock::now() - begin < duration; ++reloads) {
    const std::size_t which = reloads % kSlugs.size();
    replace(which, reloads + 1);
    if (serving.host.reload().outcome() != Outcome::published) ++wrong;
    if (serving.ask(kSlugs.at(which)) != version(reloads + 1)) ++wrong;
  }
  std::uint64_t calls = 0;
  for (const auto& caller : callers) {
    caller->stop();
    calls += caller->calls();
    wrong += caller->wrong();
  }
  const test::ProcessState after = serving.settled();
  const bool is_clean =
      after.mapped.size() == before.mapped.size() && after.staged.size() == before.staged.size() &&
      after.descriptors.size() == before.descriptors.size() && after.threads == before.threads;
  fmt::print("churn: {} reloads under {} calls in {} s; {} wrong{}\n", reloads, calls,
             duration.count(), wrong, is_clean ? "" : "; something of an old version is left");
  return wrong == 0 && is_clean;
}

}  // namespace muster::stress
