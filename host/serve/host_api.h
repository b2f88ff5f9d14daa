// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_HOST_API_H
#define MUSTER_SERVE_HOST_API_H

#include <atomic>
#include <cstdint>
#include <string>

#include "serve/api.h"

namespace muster::serve {

/// A Host as the control server sees it.
///
/// Lifetime: shorter than the host.
class HostApi final : public Api {
 public:
  /// `on_progress` hears of every call, from many threads at once.
  HostApi(Host& host, std::string name, ProgressListener on_progress = {})
      : host_(host), name_(std::move(name)), on_progress_(std::move(on_progress)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] std::vector<AgentInfo> agents() const override { return host_.agents(); }
  [[nodiscard]] std::vector<SkillInfo> skills() const override { return host_.skills(); }
  [[nodiscard]] std::vector<PluginInfo> plugins() const override { return host_.plugins(); }
  [[nodiscard]] Result<AgentInfo> agent(std::string_view slug) const override {
    return host_.agent(slug);
  }
  [[nodiscard]] Result<SkillInfo> skill(std::string_view name) const override {
    return host_.skill(name);
  }
  [[nodiscard]] Result<std::string> skill_body(std::string_view name) const override {
    return host_.skill_body(name);
  }
  [[nodiscard]] Status status() const override { return host_.status(); }
  [[nodiscard]] std::vector<Quarantined> quarantined() const override {
    return host_.quarantined();
  }
  [[nodiscard]] std::vector<ReloadReport> reloads() const override { return host_.reloads(); }
  [[nodiscard]] std::uint64_t busy() const override {
    return busy_.load(std::memory_order_relaxed);
  }
  [[nodiscard]] Called call(const Calling& calling) override;
  [[nodiscard]] ReloadReport reload() override { return host_.reload(Trigger::request); }
  [[nodiscard]] Result<std::vector<Quarantined>> retry(std::string_view which) override {
    return host_.retry(which);
  }

 private:
  Host& host_;
  std::string name_;
  const ProgressListener on_progress_;
  std::atomic<std::uint64_t> busy_{0};  // a figure for people: orders nothing
};

}  // namespace muster::serve

#endif
