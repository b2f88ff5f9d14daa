// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_DESCRIPTOR_H
#define MUSTER_DESCRIPTOR_H

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster {

/// What an agent says of itself at registration. Plain data, checked and copied by the host.
struct AgentDescriptor {
  std::string slug = {};  ///< [a-z0-9][a-z0-9._-]{0,63}; unique among agents
  std::string title = {};
  std::string description = {};
  std::string version = {};  ///< the plugin's, if the agent gave none
  std::vector<std::string> tags = {};
  std::string input_schema = {};   ///< JSON Schema; empty: any object
  std::string output_schema = {};  ///< empty: none
  std::string config_schema = {};  ///< empty: none
  std::uint32_t state_version = 0;
  bool concurrent = false;  ///< may run on many threads at once; else its calls are serialised
  bool keyed = false;
  bool streams = false;
  bool idempotent = false;
  bool read_only = false;
  bool destructive = false;
  bool open_world = false;
  bool deprecated = false;
  std::string replaced_by = {};
  std::uint64_t deadline_ms = 0;       ///< 0: the host's default
  std::uint64_t max_result_bytes = 0;  ///< 0: the host's limit
  std::uint32_t max_concurrent = 0;    ///< calls of a concurrent agent at once; 0: any number

  friend bool operator==(const AgentDescriptor&, const AgentDescriptor&) = default;
};

/// What a skill's front matter says: each key as its author wrote it in `fields`, and those of the
/// Agent Skills specification with their types. Where text is asked for and a list or map stands,
/// the text is JSON.
struct SkillDescriptor {
  using Fields = std::vector<std::pair<std::string, std::string>>;

  std::string name;  ///< in Unicode's NFKC; the author's spelling is in `fields`
  std::string description;
  Fields fields = {};        ///< in the order of the file
  std::string license = {};  ///< empty, like the others: it says nothing
  std::string compatibility = {};
  std::vector<std::string> allowed_tools = {};
  Fields metadata = {};
  std::vector<std::string> tags = {};  ///< what a field `tags` names, there or below `metadata`

  friend bool operator==(const SkillDescriptor&, const SkillDescriptor&) = default;
};

/// Where agents and skills come from that the program has added, in the place of a path.
inline constexpr std::string_view kProgram = "the program";

/// An agent as it is live: what it says of itself, and where it comes from.
struct AgentInfo {
  AgentDescriptor descriptor;
  std::string plugin;  ///< path of its file, as reports name it, or kProgram
  std::string sha256;  ///< of that file, 64 hex digits; empty: there is none
  std::uint64_t generation = 0;
};

/// A file of a skill: which, and what it held when the skill was loaded.
struct SkillFile {
  std::string path;  ///< below the skill's folder: "scripts/run.sh"
  std::uint64_t size = 0;
  std::string sha256;  ///< 64 hex digits

  friend bool operator==(const SkillFile&, const SkillFile&) = default;
};

/// A skill as it is live.
struct SkillInfo {
  SkillDescriptor descriptor;
  std::string path;    ///< its folder, as reports name it, or kProgram
  std::string sha256;  ///< of the names and the content of all its files, 64 hex digits
  std::uint64_t generation = 0;
  std::string location = {};          ///< of its SKILL.md, from the file system's root
  std::vector<SkillFile> files = {};  ///< sorted by path, SKILL.md among them
};

/// A plugin as it is live.
struct PluginInfo {
  std::string path;
  std::string sha256;
  std::vector<std::string> agents;  ///< slugs, sorted
  std::uint64_t generation = 0;
};

}  // namespace muster

#endif
