// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SERVE_HOST_API_H
#define MUSTER_SERVE_HOST_API_H

#include <string>
#include <string_view>

#include "serve/api.h"
#include "serve/workers.h"

namespace muster::serve {

/// How the agent takes calls now. Waits for nothing.
[[nodiscard]] AgentTerms terms_of(const Host& host, std::string_view slug);

/// A Host as the control server sees it.
///
/// Lifetime: shorter than the host.
class HostApi final : public Api {
 public:
  /// `workers` are those that its calls run on; null: none. `on_progress` hears of every call, from
  /// many threads at once.
  HostApi(Host& host, std::string name, const Workers* workers = nullptr,
          ProgressListener on_progress = {})
      : host_(host),
        name_(std::move(name)),
        workers_(workers),
        on_progress_(std::move(on_progress)) {}

  [[nodiscard]] std::string name() const override { return name_; }
  [[nodiscard]] Result<Page<AgentInfo>> agents(const Filter& filter) const override {
    return host_.agents(filter);
  }
  [[nodiscard]] Result<Page<SkillInfo>> skills(const Filter& filter) const override {
    return host_.skills(filter);
  }
  [[nodiscard]] std::vector<PluginInfo> plugins() const override { return host_.plugins(); }
  [[nodiscard]] Result<AgentInfo> agent(std::string_view slug) const override {
    return host_.agent(slug);
  }
  [[nodiscard]] Result<ActiveSkill> activate(std::string_view name) const override {
    return host_.activate(name);
  }
  [[nodiscard]] Result<SkillContent> skill_file(std::string_view name,
                                                std::string_view path) const override {
    return host_.skill_file(name, path);
  }
  /// Degraded also while an agent gets no calls because its workers are lost.
  [[nodiscard]] Status status() const override;
  [[nodiscard]] Health health() const override;
  [[nodiscard]] std::uint64_t generation() const override { return host_.generation(); }
  [[nodiscard]] std::vector<Quarantined> quarantined() const override {
    return host_.quarantined();
  }
  [[nodiscard]] std::vector<ReloadReport> reloads() const override { return host_.reloads(); }
  [[nodiscard]] Load load() const override;
  [[nodiscard]] Result<TimePoint> deadline_of(const Calling& calling,
                                              TimePoint arrived) const override;
  [[nodiscard]] Called call(const Calling& calling) override;
  [[nodiscard]] ReloadReport reload() override { return host_.reload(Trigger::request); }
  [[nodiscard]] Result<std::vector<Quarantined>> retry(std::string_view which) override {
    return host_.retry(which);
  }

 private:
  Host& host_;
  std::string name_;
  const Workers* workers_;
  const ProgressListener on_progress_;
};

}  // namespace muster::serve

#endif
