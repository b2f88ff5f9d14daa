// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTING_HPP
#define MUSTER_TESTING_HPP

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#define MUSTER_TESTING_API __attribute__((visibility("default")))

/// For authors of plugins: tests without a host.
///
///   muster::testing::Plugin plugin(MUSTER_PLUGIN);
///   CHECK(plugin.call("echo", R"({"text": "ab"})").text == "ab");
///
/// Works with any test framework; Checks is for those who want none. Link muster::sdk_testing, or
/// let muster_add_plugin_test() of the CMake package do it.
namespace muster::testing {

/// How a call ended.
struct Answer {
  std::string text;     ///< the text blocks, joined by newlines; if there are none, the JSON block
  std::string json;     ///< the JSON block; empty: there is none
  std::string code;     ///< empty: it went well; else the agent's own, or the host's
  std::string message;  ///< of what went wrong
  std::uint64_t blocks = 0;

  [[nodiscard]] explicit operator bool() const noexcept { return code.empty(); }
};

struct LogLine {
  enum class Level : std::uint8_t { debug, info, warning, error };
  Level level;
  std::string agent;
  std::string message;
};

struct Progress {
  double done;
  double total;  ///< 0: not known
  std::string message;
};

/// What one call brings along.
struct CallOptions {
  std::string key = {};                                  ///< of a keyed agent
  std::optional<std::chrono::nanoseconds> timeout = {};  ///< none: the agent's own, else 30 s
  std::string request_id = {};
};

/// A plugin that is loaded the way a host loads it: inspected, copied, registered with every field
/// checked, its agents opened with a configuration that fits their schemas. Calls go the way of a
/// host's as well: schemas, limits, deadlines. Only the trial in a process of its own is left out
/// (`muster check` has it): what crashes here crashes the test.
///
/// The host's time stands still until advance() moves it, from within the call or from another
/// thread: deadlines pass when the test says so. What an agent itself reads of the machine's clock
/// goes on.
///
/// Threads: call() any; the others one at a time, with no call running.
/// Errors:  those of calls are in the Answer. The constructor and reload() throw
///          std::runtime_error with all that is wrong, a line for each.
class MUSTER_TESTING_API Plugin {
 public:
  /// `configuration`: a JSON object for each slug, as the operator would write it.
  explicit Plugin(const std::string& file,
                  const std::map<std::string, std::string>& configuration = {});
  ~Plugin();
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  /// Calls an agent; a keyed one starts the instance of the key first, if there is none.
  Answer call(std::string_view agent, std::string_view input = "{}",
              const CallOptions& options = {});

  /// Starts an instance with an input of its own. `instance.live`: there is one.
  Answer start(std::string_view agent, std::string_view key, std::string_view input = "{}");
  /// Stops an instance. `instance.not_live`: there is none.
  Answer stop(std::string_view agent, std::string_view key);
  /// The state that an instance would leave behind now, as json.
  Answer save(std::string_view agent, std::string_view key);
  /// Starts an instance from a state that an agent of this `state_version` saved.
  Answer restore(std::string_view agent, std::string_view key, std::string_view state,
                 std::uint32_t state_version);
  /// The keys of the instances that live, sorted.
  [[nodiscard]] std::vector<std::string> keys(std::string_view agent) const;

  /// Puts another version of the plugin, or the same once more, in place of this one: each instance
  /// is saved, started and restored in the new one, and stopped in the old one. What could not move
  /// goes on in the old one; a line for each. Throws, and changes nothing, if the file is refused.
  std::vector<std::string> reload(const std::string& file);

  void advance(std::chrono::nanoseconds by);

  /// What the agents logged, and reported of their progress, in order.
  [[nodiscard]] std::vector<LogLine> log() const;
  [[nodiscard]] std::vector<Progress> progress() const;

  /// What loading warned of, a line for each.
  [[nodiscard]] std::vector<std::string> warnings() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Counts what differs, and prints it with its place on standard error.
///
/// Threads: one.
class MUSTER_TESTING_API Checks {
 public:
  void equal(std::string_view found, std::string_view expected, const char* file = __builtin_FILE(),
             int line = __builtin_LINE());
  void is_true(bool holds, std::string_view what = "what should be true is not",
               const char* file = __builtin_FILE(), int line = __builtin_LINE());

  /// For main(): 0, or 1 if anything differed.
  [[nodiscard]] int exit_status() const noexcept { return failed_ == 0 ? 0 : 1; }

 private:
  std::uint64_t failed_ = 0;
};

}  // namespace muster::testing

#endif
