// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_EDIT_H
#define MUSTER_EDIT_H

#include <string_view>

#include <muster/agent_function.h>
#include <muster/descriptor.h>
#include <muster/export.h>

namespace muster {

/// What a program changes of its own agents and skills in one go: Host::edit(). The steps count in
/// the order in which they are named; one that cannot be taken takes all of them with it.
///
/// Threads:  the one that edits.
/// Lifetime: as long as the function that was given to Host::edit() runs.
class MUSTER_API Edit {
 public:
  void add(std::string_view slug, std::string_view description, AgentFunction function);
  void add(const AgentDescriptor& descriptor, AgentFunction function);
  void remove(std::string_view slug);
  /// The text of a SKILL.md; `place` stands for the path of the file in errors.
  void add_skill(std::string_view text, std::string_view place = kProgram);
  void remove_skill(std::string_view name);

  /// For the host's own modules.
  struct Steps;
  explicit Edit(Steps& steps) noexcept : steps_(steps) {}
  Edit(const Edit&) = delete;
  Edit& operator=(const Edit&) = delete;

 private:
  Steps& steps_;
};

}  // namespace muster

#endif
