// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTING_INSTANCES_H
#define MUSTER_TESTING_INSTANCES_H

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <muster/testing.hpp>
#include "plugin/instance.h"
#include "plugin/loaded_plugin.h"

namespace muster::testing {

/// A keyed agent, and the plugin that keeps it loaded.
struct KeyedAgent {
  plugin::PluginPtr unit;
  const plugin::Agent* agent = nullptr;  ///< null: the plugin has no such keyed agent
};

[[nodiscard]] KeyedAgent find_keyed(const plugin::PluginPtr& unit, std::string_view slug);

/// The instances that live, at most one for each agent and key.
///
/// Threads: any. One function of one instance runs at a time, but for those that an instance asks
///          of another; one that reaches itself gets `call.reentrant`.
class Instances {
 public:
  ~Instances();

  /// Starts the instance of the invocation's key first, with {} as its input, if there is none. One
  /// that breaks is stopped.
  Result<std::vector<Block>> call(const KeyedAgent& agent, const plugin::Invocation& invocation);
  Answer start(const KeyedAgent& agent, const plugin::Invocation& invocation);
  Answer stop(std::string_view slug, std::string_view key);
  Answer save(std::string_view slug, const plugin::Invocation& invocation);
  /// Starts one from the state in the invocation.
  Answer restore(const KeyedAgent& agent, const plugin::Invocation& invocation);
  [[nodiscard]] std::vector<std::string> keys(std::string_view slug) const;

  /// Hands each instance over to its agent in `next`. A line for each that goes on where it is.
  std::vector<std::string> move_to(const plugin::PluginPtr& next,
                                   const plugin::Invocation& invocation);

 private:
  struct Live {
    KeyedAgent agent;
    std::string start_input;
    std::optional<plugin::Instance> instance;  ///< none while it starts; replaced when it moves
    bool is_running = false;
  };
  using Name = std::pair<std::string, std::string>;  // slug, key

  Result<void> make(const KeyedAgent& agent, const plugin::Invocation& invocation);
  Result<void> move(const Name& name, Live& live, const plugin::PluginPtr& next,
                    plugin::Invocation invocation);
  Live* find(std::string_view slug, std::string_view key);

  mutable std::recursive_mutex mutex_;  // an instance may ask another one
  std::map<Name, Live> live_;           // guarded by mutex_; a running one stays where it is
};

}  // namespace muster::testing

#endif
