// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SDK_PLUGIN_UNDER_TEST_H
#define MUSTER_TESTS_SDK_PLUGIN_UNDER_TEST_H

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/loading.h"

namespace muster::test {

/// A plugin loaded the way the host loads it, and a way to call its agents.
class PluginUnderTest {
 public:
  explicit PluginUnderTest(const std::string& file, Configurations configurations = {}) {
    loading_.configurations = std::move(configurations);
    auto loaded = loading_.load(file);
    if (loaded) {
      plugin_ = *std::move(loaded);
    } else {
      problems_ = std::move(loaded.error());
    }
  }

  /// What loading it was refused for; empty: it is loaded.
  [[nodiscard]] const std::vector<Error>& problems() const { return problems_; }

  [[nodiscard]] std::vector<std::string> slugs() const {
    REQUIRE(plugin_);
    std::vector<std::string> slugs;
    for (const auto& agent : plugin_->agents) slugs.push_back(agent->descriptor.slug);
    return slugs;
  }

  [[nodiscard]] const plugin::Agent& agent(std::string_view slug) const {
    REQUIRE(plugin_);
    for (const auto& agent : plugin_->agents) {
      if (agent->descriptor.slug == slug) return *agent;
    }
    FAIL("no agent " << slug);
    std::terminate();
  }

  [[nodiscard]] Result<std::vector<Block>> call(std::string_view slug,
                                                std::string_view input) const {
    return plugin::invoke(agent(slug), {.input = input});
  }

  /// The one block of the answer; of a failure, "CODE: message" with the agent's own code.
  [[nodiscard]] std::string answer(std::string_view slug, std::string_view input) const {
    const auto blocks = call(slug, input);
    if (!blocks) return blocks.error().agent_code + ": " + blocks.error().message;
    REQUIRE(blocks->size() == 1);
    return blocks->front().bytes;
  }

 private:
  Loading loading_;
  std::unique_ptr<plugin::LoadedPlugin> plugin_;
  std::vector<Error> problems_;
};

}  // namespace muster::test

#endif
