// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_HOST_H
#define MUSTER_HOST_H

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <muster/agent_function.h>
#include <muster/call_options.h>
#include <muster/change.h>
#include <muster/configuration.h>
#include <muster/descriptor.h>
#include <muster/edit.h>
#include <muster/error.h>
#include <muster/filter.h>
#include <muster/handle.h>
#include <muster/lease.h>
#include <muster/log_record.h>
#include <muster/permissions.h>
#include <muster/report.h>
#include <muster/result.h>
#include <muster/skill.h>

namespace muster {

/// What a function of it throws goes no further: from on_reload and on_log it is dropped, from the
/// others it refuses the reload.
struct HostOptions {
  std::string name = "default";           ///< of this host among those of the program: Hosts
  std::vector<std::string> plugins = {};  ///< folders of .so files; each must exist
  std::vector<std::string> skills = {};   ///< skill folders, or folders of them
  Policy on_error = Policy::keep_all;
  bool watch = false;        ///< reload when files change
  std::string staging = {};  ///< folder for private copies; empty: chosen (docs/embedding.md)
  /// Folder for what is remembered between runs: verdicts on libraries, and which one was being
  /// loaded. Empty: remembered until the host stops.
  std::string state = {};
  std::string probe = {};  ///< program that tries new libraries out; empty: found (muster-probe)
  Permissions permissions = default_permissions();
  /// Plugins, by any path, that may change the process or leave threads when they are loaded.
  std::vector<std::string> allow_process_changes = {};

  /// Asked at each reload, on the loader thread; an error refuses the reload. An agent whose
  /// configuration changed is loaded anew, like one whose code did. Empty: nothing is configured.
  std::function<Result<Configurations>()> configurations = {};

  std::chrono::nanoseconds probe_patience = std::chrono::seconds(3);  ///< for a library
  /// How long a library's code may run in this process, at a stretch, while it is loaded.
  std::chrono::nanoseconds load_patience = std::chrono::seconds(10);

  /// Called on the loader thread before new libraries are tried out, with how many. Must not call
  /// the Host.
  std::function<void(std::size_t)> on_probe = {};

  /// Called on the control thread after each reload, the first included. Must not call the Host.
  std::function<void(const ReloadReport&)> on_reload = {};

  /// Gets what agents log, up to 100 lines a second from each; "N lines dropped" says what came
  /// beyond. None of it once stop() has returned. Empty: nobody listens.
  LogListener on_log = {};
};

/// A library that was replaced or removed and is not unloaded yet.
struct Retained {
  std::string library;  ///< path of its file
  std::string sha256;
  std::string reason;  ///< "2 calls or leases", "still mapped after dlclose"
  std::chrono::system_clock::time_point since;
  std::uint64_t calls = 0;
};

/// Content that is not loaded any more, because of what it did to a process.
struct Quarantined {
  std::string path;    ///< of the file that had this content
  std::string sha256;  ///< of the content
  Error problem;
  std::chrono::system_clock::time_point since;
};

/// Polling: no inotify was to be had, or not for all folders, so they are looked at every two
/// seconds.
enum class WatchMode : std::uint8_t { off, inotify, polling };
MUSTER_API std::string_view name_of(WatchMode mode) noexcept;

/// Starting: until the first reload has ended.
enum class Health : std::uint8_t { starting, ok, degraded, stopping };
MUSTER_API std::string_view name_of(Health health) noexcept;

struct Status {
  std::string name;  ///< of the host
  Health health = Health::ok;
  std::uint64_t generation = 0;
  std::uint64_t agents = 0;
  std::uint64_t skills = 0;
  std::uint64_t plugins = 0;
  WatchMode watch = WatchMode::off;
  std::vector<std::string> plugin_roots;
  std::vector<std::string> skill_roots;
  std::vector<FileReport> refused;  ///< of the last reload that looked at files
  std::vector<Retained> retained;
};

/// A plugin host inside this program: it serves the agents of shared libraries and skills of
/// folders.
///
/// Threads:  every member function from any thread; agents run on the thread that calls them.
///           start() adds a control thread, a retiring thread, which closes plugins, and, while a
///           reload runs, one loader thread; where many files are new, up to three more read them.
///           Nothing before.
/// Lifetime: the destructor stops. End leases first.
/// Errors:   values; nothing throws but for want of memory, the constructor also of descriptors.
/// Nothing is printed, no signal is touched.
class MUSTER_API Host {
 public:
  explicit Host(HostOptions options);
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  /// Scans, loads and publishes generation 1. Good files serve whatever the bad ones do. The second
  /// start of a Host reports "host.started" and changes nothing.
  ReloadReport start();

  /// Asks for a reload and waits for the report of one that began after this call.
  ReloadReport reload(Trigger trigger = Trigger::request);

  /// The same without waiting; HostOptions::on_reload tells how it went.
  void request_reload(Trigger trigger);

  /// Refuses new calls, lets a running reload end, waits for the running calls at most this long,
  /// closes and unloads. Libraries that are still in use then, or whose code has not returned from
  /// being loaded, stay loaded and are returned; all they lean on stays too. Only a `close` that
  /// never returns holds it up: native code cannot be interrupted. A stopped host stays stopped.
  std::vector<Retained> stop(std::chrono::nanoseconds patience = std::chrono::seconds(5));

  /// Wait-free; allocates nothing, a miss neither.
  [[nodiscard]] tl::expected<Lease, FindError> find(std::string_view slug) const noexcept;

  /// A name for many calls, now and after reloads, whether or not its agent is there yet.
  [[nodiscard]] Handle handle(std::string_view slug) const;

  /// Checked: the input must be one JSON object within the limits and fit the agent's input schema,
  /// the result must come in time, and its JSON must fit the agent's output schema. An
  /// agent cannot be interrupted; a result after the deadline becomes a `timeout`. An agent that is
  /// keyed is not served yet: "call.keyed".
  [[nodiscard]] Result<CallResult> call(std::string_view slug, std::string_view input = "{}",
                                        const CallOptions& options = {});
  [[nodiscard]] Result<CallResult> call(std::string_view slug, std::string_view input,
                                        Deadline deadline);

  /// Adds an agent that is a function of this program, kept by the same rules as those of
  /// libraries: host.add("greet", "Greets.", [](muster::Call& call) { return call.text("hello"); })
  /// It has no configuration, and is not keyed. Before start() it is kept for generation 1. Errors:
  /// the descriptor breaks a rule, "catalog.name_taken", "host.not_running" after stop().
  Result<Change> add(std::string_view slug, std::string_view description, AgentFunction function);
  Result<Change> add(const AgentDescriptor& descriptor, AgentFunction function);
  /// Removes an agent that the program has added. Calls that are inside go on:
  /// host.remove("greet")->wait() returns when the last has ended and the function is destroyed.
  Result<Change> remove(std::string_view slug);
  /// The same for a skill: the text of a SKILL.md, checked as if it were in a folder. `place`
  /// stands for the path of the file in errors. A folder's skill of the name is shadowed by the
  /// program's if it comes later, and keeps the name, "catalog.name_taken", if it was there before.
  Result<Change> add_skill(std::string_view text, std::string_view place = kProgram);
  Result<Change> remove_skill(std::string_view name);
  /// Any number of such steps as one publish, all or none: one slug that is removed and added again
  /// is there all the time. `edit` is called once, on this thread, with nothing locked.
  Result<Change> edit(const std::function<void(Edit&)>& edit);

  [[nodiscard]] std::vector<AgentInfo> agents() const;    ///< sorted by slug
  [[nodiscard]] std::vector<SkillInfo> skills() const;    ///< sorted by name
  [[nodiscard]] std::vector<PluginInfo> plugins() const;  ///< sorted by path
  /// A part of them, page by page. An error: "host.bad_pattern".
  [[nodiscard]] Result<Page<AgentInfo>> agents(const Filter& filter) const;
  [[nodiscard]] Result<Page<SkillInfo>> skills(const Filter& filter) const;
  [[nodiscard]] Result<AgentInfo> agent(std::string_view slug) const;
  [[nodiscard]] Result<SkillInfo> skill(std::string_view name) const;
  /// The Markdown after the front matter. Like the next two, it may wait for a disk: a long body
  /// and the files of a skill are not held in memory. They are read again, and what has changed
  /// since the skill was loaded is an error "skill.changed".
  [[nodiscard]] Result<std::string> skill_body(std::string_view name) const;
  /// The body with all else that the skill says and has.
  [[nodiscard]] Result<ActiveSkill> activate(std::string_view name) const;
  /// A file of the skill, by the path that SkillInfo::files has; "SKILL.md" among them.
  [[nodiscard]] Result<SkillContent> skill_file(std::string_view name, std::string_view path) const;

  [[nodiscard]] std::vector<Quarantined> quarantined() const;  ///< sorted by path
  /// Lifts the quarantine of what `which` names: a path, a SHA-256 or the first 8 digits or more of
  /// one. The next reload tries it again. What was lifted; none: "host.not_quarantined".
  [[nodiscard]] Result<std::vector<Quarantined>> retry(std::string_view which);

  [[nodiscard]] Status status() const;
  /// Of that alone, however much was refused.
  [[nodiscard]] Health health() const;
  [[nodiscard]] std::uint64_t generation() const;  ///< 0: none was published yet
  /// The last ten, oldest first.
  [[nodiscard]] std::vector<ReloadReport> reloads() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace muster

#endif
