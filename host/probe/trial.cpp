// SPDX-License-Identifier: Apache-2.0
#include "probe/trial.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/configuration.h"
#include "plugin/open.h"
#include "plugin/printed.h"
#include "plugin/registration.h"

namespace muster::probe {
namespace {

using plugin::Probed;
namespace codes = plugin::codes;

// How an agent's schema refuses to go without a configuration.
std::optional<schema::Violation> demand_of(const plugin::Agent& agent) {
  if (!agent.config_schema) return std::nullopt;
  return agent.config_schema->check(json::Object{});
}

// What the first of them lead to.
std::string targets_of(const std::vector<Descriptor>& descriptors) {
  constexpr std::size_t kShown = 4;
  std::string targets;
  for (std::size_t i = 0; i < std::min(descriptors.size(), kShown); ++i) {
    std::error_code gone;
    const std::string path =
        std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", descriptors[i].number), gone);
    targets += (targets.empty() ? "" : ", ") + escaped(path);
  }
  return descriptors.size() > kShown ? targets + ", ..." : targets;
}

}  // namespace

Probed Trial::run(plugin::Prober::Opening opening, plugin::CallPool& calls) {
  using Opening = plugin::Prober::Opening;
  load_and_register();
  if (opening != Opening::never) open_and_close(opening == Opening::required, calls);
  for (const auto& agent : agents_) probed_.agents.push_back(agent->descriptor.slug);
  agents_.clear();
  unload();
  compare();
  probed_.outcome = probed_.problems.empty() ? Probed::Outcome::passed : probed_.outcome;
  if (probed_.outcome != Probed::Outcome::passed) probed_.agents.clear();
  return std::move(probed_);
}

void Trial::load_and_register() {
  probed_.outcome = Probed::Outcome::refused;
  auto library = plugin::Library::open(task_.copy, task_.subject);
  end_copy();
  if (!library) {
    probed_.problems = {std::move(library.error())};
    is_clean_ = !plugin::is_mapped(task_.copy);  // its constructors ran, and may have tied it
    return;
  }
  library_.emplace(std::move(*library));
  tape_.enter(Stage::registering);
  auto agents = plugin::collect(library_->entry(), task_.subject);
  end_copy();
  if (agents) {
    agents_ = std::move(*agents);
  } else {
    probed_.problems = std::move(agents.error());
  }
}

void Trial::open_and_close(bool must_open, plugin::CallPool& calls) {
  tape_.start_opening(std::chrono::steady_clock::now());
  std::vector<const plugin::Agent*> open;
  for (const auto& agent : agents_) {
    if (const auto demand = demand_of(*agent)) {  // no fault of its; the operator will give it one
      if (!must_open) continue;
      Error unopened =
          error(codes::config_invalid, fmt::format("{}: {}", task_.subject, agent->descriptor.slug),
                "it was not opened, for it needs a configuration: " + demand->message);
      unopened.hint += "; " + plugin::schema_hint(agent->descriptor);
      probed_.warnings.push_back(std::move(unopened));
      continue;
    }
    start(Stage::opening, agent->descriptor.slug);
    auto opened = plugin::open(*agent, calls, task_.subject);
    end_copy();
    if (opened) {
      open.push_back(agent.get());
    } else if (must_open) {
      probed_.problems.push_back(std::move(opened.error()));
    }
  }
  for (const plugin::Agent* const agent : open) {
    start(Stage::closing, agent->descriptor.slug);
    plugin::close(*agent);
    end_copy();
  }
}

void Trial::unload() {
  // A thread of the library would go on in memory that is gone.
  if (!library_ || count_threads() > before_.threads) return;
  start(Stage::unloading);
  const bool is_gone = library_->unload();
  end_copy();
  if (is_gone) {
    library_.reset();
    return;
  }
  is_clean_ = false;
  warn(codes::probe_stays_mapped, "it stays in memory when it is unloaded");
}

void Trial::compare() {
  std::fflush(stdout);
  const Picture after = Picture::take();
  if (const auto changed = changes(before_, after); !changed.empty()) {
    is_clean_ = false;
    std::string message = fmt::format("it {}", fmt::join(changed, ", it "));
    if (task_.may_change) {
      warn(codes::probe_changed_process, std::move(message));
    } else {
      // Before what `register` said: this is worse.
      probed_.problems.insert(probed_.problems.begin(), error(codes::probe_changed_process,
                                                              task_.subject, std::move(message)));
      probed_.outcome = Probed::Outcome::dangerous;
    }
  }
  if (const auto open = opened(before_, after); !open.empty()) {
    is_clean_ = false;
    warn(codes::probe_left_open, fmt::format("it left {} descriptor{} open: {}", open.size(),
                                             open.size() == 1 ? "" : "s", targets_of(open)));
  }
  if (const std::string printed = plugin::printed_tail(STDOUT_FILENO); !printed.empty()) {
    warn(codes::probe_printed, "it printed: " + printed);
  }
}

void Trial::start(Stage stage, std::string_view agent) {
  tape_.start_clock(std::chrono::steady_clock::now());
  tape_.enter(stage, agent);
}

void Trial::end_copy() const {
  if (::getpid() != pid_) ::_exit(0);
}

void Trial::warn(const Code& code, std::string message) {
  probed_.warnings.push_back(error(code, task_.subject, std::move(message)));
}

}  // namespace muster::probe
