// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_PROBE_H
#define MUSTER_PLUGIN_PROBE_H

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <muster/error.h>

namespace muster::plugin {

/// A library to try out: a private copy that inspection accepted.
struct Probing {
  std::string copy;
  std::string subject;      ///< what errors call it
  bool may_change = false;  ///< a `changed_process` is a warning
};

/// What became of a library in the helper process.
struct Probed {
  enum class Outcome : std::uint8_t {
    passed,
    refused,     ///< its `register` said no, or broke a rule: tried again whenever it is asked
    dangerous,   ///< it crashed, hung, ended or changed the process: to be quarantined
    not_probed,  ///< the helper could not do its work, which says nothing of the library
  };
  Outcome outcome = Outcome::not_probed;
  std::vector<Error> problems;  ///< empty only if passed; the most important first
  std::vector<Error> warnings;
  std::vector<std::string> agents;  ///< slugs, sorted; if passed
};

/// Tries libraries out in `muster-probe`, a process of its own: what crashes, hangs, exits or
/// changes its process there is found out before it can do so here. A filter of accidents, not of
/// malice: code that means harm can tell where it runs.
///
/// Threads: one at a time; blocks. Never forks this process: it spawns.
class Prober {
 public:
  /// Whether agents are opened, with no configuration, and closed again. One whose config_schema
  /// demands a configuration is not.
  enum class Opening : std::uint8_t {
    never,
    tentative,  ///< one that cannot be opened is no matter: it may get a configuration later
    required,   ///< one that cannot be opened is a reason to refuse the library
  };
  struct Settings {
    std::string program;                       ///< of the helper; empty: found
    std::chrono::milliseconds patience{3000};  ///< for each library; a day is the most
    Opening opening = Opening::never;
    std::chrono::milliseconds open_patience{10'000};  ///< for what comes from there on, if it does
  };
  explicit Prober(Settings settings);

  /// One answer for each, in order. Cost: 2 ms for the process, and what the libraries take.
  [[nodiscard]] std::vector<Probed> probe(std::span<const Probing> libraries);

 private:
  // Those without an answer, after a helper was killed that had all of them: one of them may have
  // done it, and is found out by having a helper to itself.
  void try_alone(std::span<const Probing> libraries, std::vector<Probed>& all);

  Settings settings_;
};

/// The helper program: `chosen`, if not empty; $MUSTER_PROBE; else where the build or the
/// installation that this code is part of has it. An error names every place.
[[nodiscard]] Result<std::string> find_probe(const std::string& chosen);

}  // namespace muster::plugin

#endif
