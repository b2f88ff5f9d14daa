// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SUPPORT_SERVING_HOST_H
#define MUSTER_TESTS_SUPPORT_SERVING_HOST_H

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <muster/host.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "support/fixture_plugins.h"
#include "support/process_state.h"
#include "support/temp_dir.h"

namespace muster::test {

/// A host of its own folders, in this process. Link muster_facade.
struct ServingHost {
  TempDir root;
  std::string plugins = root.make_folder("plugins");
  std::string skills = root.make_folder("skills");
  std::string staging = root.make_folder("staging");
  Host host;

  explicit ServingHost(Policy policy = Policy::keep_all, bool watch = false,
                       std::function<void(const ReloadReport&)> on_reload = {})
      : host({.plugins = {plugins},
              .skills = {skills},
              .on_error = policy,
              .watch = watch,
              .staging = staging,
              .on_reload = std::move(on_reload)}) {}
  /// The same folders with other options.
  explicit ServingHost(HostOptions given) : host(placed(std::move(given))) {}

  [[nodiscard]] std::string plugin(std::string_view name) const {
    return fmt::format("{}/{}", plugins, name);
  }

  /// The answer of a fixture agent, or the code of the error.
  [[nodiscard]] std::string ask(std::string_view slug, std::string_view question = "version") {
    const auto answer = host.call(slug, fmt::format(R"({{"ask":"{}"}})", question));
    return answer ? answer->text() : std::string(answer.error().code);
  }

  /// What this process holds once everything that a reload ended is gone: each live plugin has one
  /// private copy then.
  [[nodiscard]] ProcessState settled() const {
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    const auto has_settled = [this] {
      return ProcessState::now(copies()).staged.size() == host.plugins().size() &&
             host.status().retained.empty();
    };
    while (!has_settled() && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    return ProcessState::now(copies());
  }

  /// The host's own folder of private copies; it makes one as it starts.
  [[nodiscard]] std::string copies() const {
    for (const auto& entry : std::filesystem::directory_iterator(staging)) {
      if (entry.path().filename().string().starts_with("copies~")) return entry.path();
    }
    return {};
  }

 private:
  [[nodiscard]] HostOptions placed(HostOptions given) const {
    given.plugins = {plugins};
    given.skills = {skills};
    given.staging = staging;
    return given;
  }
};

/// Calls an agent in a thread of its own for as long as it lives, and counts answers other than the
/// expected one.
class BackgroundCaller {
 public:
  BackgroundCaller(Host& host, std::string slug, std::string expected)
      : thread_([this, &host, slug = std::move(slug), expected = std::move(expected)] {
          std::string answer;
          do {
            const auto lease = host.find(slug);
            if (!lease || !lease->call("version", answer) || answer != expected) ++wrong_;
            ++calls_;
          } while (!stop_);
        }) {
    while (calls_ == 0) std::this_thread::yield();
  }
  ~BackgroundCaller() { stop(); }
  BackgroundCaller(const BackgroundCaller&) = delete;
  BackgroundCaller& operator=(const BackgroundCaller&) = delete;

  void stop() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
  }
  [[nodiscard]] int wrong() const { return wrong_; }

 private:
  std::atomic<bool> stop_ = false;
  std::atomic<int> calls_ = 0;
  std::atomic<int> wrong_ = 0;
  std::thread thread_;
};

}  // namespace muster::test

#endif
