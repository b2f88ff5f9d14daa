// SPDX-License-Identifier: Apache-2.0
#include "serve/daemon.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <thread>

#include "base/counted.h"
#include "serve/agent_event.h"
#include "serve/configurations.h"
#include "serve/control_socket.h"
#include "serve/host_api.h"
#include "serve/log.h"
#include "serve/reload_log.h"
#include "serve/server.h"
#include "serve/task.h"
#include "serve/workers.h"

namespace muster::serve {
namespace {

using std::chrono::steady_clock;

// From the request to the end of the process it takes five seconds at most: these two, a moment
// for the workers, and half a second for a log that is not read.
constexpr std::chrono::milliseconds kStopPatience{3500};   // of the host, which names what is stuck
constexpr std::chrono::milliseconds kAnswerPatience{750};  // for answers that are on their way
constexpr std::chrono::milliseconds kStopMost{4500};       // then the process is ended around it

Event unprotected_event() {
  return {.level = Event::Level::warning,
          .name = "permissions",
          .message =
              "permissions are off: whoever can write to a library that is served, or to a "
              "folder on the way to it, can run code in this host"};
}

Event forgetful_event() {
  return {.level = Event::Level::warning,
          .name = "state",
          .message =
              "no folder for what is remembered from one run to the next: quarantines end with "
              "this host; name one with --state"};
}

Event probing_event(std::size_t count) {
  const std::string libraries = count == 1 ? "library" : "libraries";
  return {.name = "probe", .message = fmt::format("trying out {} new {}", count, libraries)};
}

Event passed_over_event(const std::vector<std::string_view>& keys) {
  return {.level = Event::Level::warning,
          .name = "config",
          .message = fmt::format("changed in the configuration file, and not taken in by a reload: "
                                 "{}; restart the host for that",
                                 fmt::join(keys, ", "))};
}

ScheduleLimits schedule_limits() {
  ScheduleLimits limits;
  limits.workers_first = std::clamp<std::size_t>(std::thread::hardware_concurrency(),
                                                 limits.workers_first, limits.workers_most);
  return limits;
}

Event late_event(const LateCall& call) {
  Event event{.level = Event::Level::warning,
              .name = "late",
              .message = fmt::format("{} did not return before the deadline of a call; it keeps a "
                                     "worker until it does",
                                     call.slug),
              .fields = {{"agent", std::string(call.slug)}}};
  if (!call.request_id.empty()) event.fields.emplace_back("request_id", call.request_id);
  return event;
}

// "an agent (3 calls), another (1 call)".
std::string running_text(const Load& load) {
  std::vector<std::string> agents;
  for (const AgentLoad& agent : load.agents) {
    agents.push_back(fmt::format("{} ({})", agent.slug, counted(agent.busy, "call")));
  }
  return fmt::format("{}", fmt::join(agents, ", "));
}

// One run of a host, from its socket to its end.
class Daemon {
 public:
  Daemon(const DaemonOptions& options, const ControlSocket& socket, Signals& signals)
      : options_(options),
        socket_(socket),
        signals_(signals),
        log_(options.log_format),
        workers_([this](std::string_view slug) { return terms_of(host_, slug); },
                 schedule_limits()),
        host_({.plugins = options.roots.plugins,
               .skills = options.roots.skills,
               .on_error = options.on_error,
               .watch = options.watch,
               .staging = options.staging,
               .state = options.state,
               .probe = options.probe,
               .permissions = options.permissions,
               .allow_process_changes = options.allow_process_changes,
               .configurations = [this] { return configurations(); },
               .on_probe = [this](std::size_t count) { log_.write(probing_event(count)); },
               .on_reload = [this](const ReloadReport& report) { tell(report); },
               .on_log = [this](const LogRecord& line) { log_.write(event_of(line)); }}),
        api_(host_, options.name, &workers_),
        server_(api_, workers_, socket.listener(),
                {.max_connections = options.max_connections,
                 .on_late_call = [this](const LateCall& call) { log_.write(late_event(call)); }}) {}

  Ending run() {
    const ReloadReport first = start();
    Ending ending;
    // Where it was asked to stop, it does not matter what else became of the start.
    if (!is_stopping() && first.outcome() == Outcome::rejected) {
      ending.failures = first.problems();
    } else if (!is_stopping() && options_.strict) {
      ending.refusals = first.problems();
    }
    if (ending.failures.empty() && ending.refusals.empty() && !is_stopping()) serve(first);
    ending.is_stuck = stop();
    return ending;
  }

 private:
  bool is_stopping() const { return stop_until_.has_value(); }

  // On the loader thread, at each reload.
  Result<Configurations> configurations() {
    if (options_.config_file.empty()) return Configurations{};
    return read_config_file(options_.config_file).map([this](ConfigFile now) {
      auto changed = changed_keys(options_.settings, now.settings);
      const std::lock_guard lock(mutex_);
      const bool is_news = changed != changed_;
      changed_ = std::move(changed);
      if (is_news && !changed_.empty()) log_.write(passed_over_event(changed_));
      return std::move(now.agents);
    });
  }

  void tell(const ReloadReport& report) {
    if (report.outcome() == Outcome::published) workers_.renew();
    for (const Event& event : reload_log_.events_of(report)) log_.write(event);
  }

  ReloadReport start() {
    if (options_.permissions == Permissions::off) log_.write(unprotected_event());
    if (options_.state.empty()) log_.write(forgetful_event());
    ReloadReport report;
    Task starting([this, &report] { report = host_.start(); });
    while (!starting.is_done() && !is_stopping()) take(signals_.wait(starting.fd()));
    if (!starting.is_done()) stop_host();  // which lets the start end
    wait_for(starting);
    return report;
  }

  void serve(const ReloadReport& first) {
    log_.write("muster: " + ready_line(host_.status(), refusals_of(first)));
    log_.write({.name = "listening", .message = socket_.path()});
    if (reload_is_due_) host_.request_reload(Trigger::sighup);
    while (!is_stopping()) {
      reload_is_due_ = false;
      take(signals_.wait());
      if (reload_is_due_) host_.request_reload(Trigger::sighup);
    }
  }

  // True: code of a library is still running somewhere, or its library could not be unloaded.
  bool stop() {
    if (!is_stopping()) begin_stop();
    log_.write({.name = "stopping", .message = "refusing new calls, waiting for those that run"});
    stop_host();
    for (const Retained& library : retained_) {
      log_.write({.level = Event::Level::warning,
                  .name = "stuck",
                  .message = library.library + ": " + library.reason,
                  .fields = {{"sha256", library.sha256}}});
    }
    switch (server_.stop(kAnswerPatience)) {
      case Stopped::still_running:
        leave("still running: " + running_text(workers_.load()));
      case Stopped::not_taken:
        log_.write({.level = Event::Level::warning,
                    .name = "stopped",
                    .message = "a client did not take its answer"});
        break;
      case Stopped::answered:
        log_.write({.name = "stopped", .message = "every call was answered"});
        break;
    }
    return !retained_.empty();
  }

  // Once; again it finds nothing left to do.
  void stop_host() {
    Task stopping([this] {
      auto retained = host_.stop(kStopPatience);
      if (!retained.empty()) retained_ = std::move(retained);
    });
    wait_for(stopping);
  }

  // Takes signals until the work is done; gives up where a stop does not come to an end.
  void wait_for(const Task& work) {
    while (!work.is_done()) {
      take(signals_.wait(work.fd(), stop_until_));
      if (is_stopping() && !work.is_done() && steady_clock::now() >= *stop_until_) {
        leave("something did not end in time");
      }
    }
  }

  void take(SignalRequest request) {
    if (request == SignalRequest::reload) reload_is_due_ = true;
    if (request != SignalRequest::stop) return;
    if (is_stopping()) leave("asked to stop a second time");
    begin_stop();
  }

  void begin_stop() {
    stop_until_ = steady_clock::now() + kStopMost;
    server_.refuse_calls();
  }

  // Foreign code that runs cannot be interrupted, nor its library unloaded: end the process around
  // it. The next host sweeps the private copies.
  [[noreturn]] void leave(std::string why) {
    log_.write({.level = Event::Level::warning, .name = "left", .message = std::move(why)});
    log_.close();
    ::unlink(socket_.path().c_str());
    ::_exit(0);
  }

  const DaemonOptions& options_;
  const ControlSocket& socket_;
  Signals& signals_;
  Log log_;
  std::mutex mutex_;
  std::vector<std::string_view> changed_;  // keys of the file since the start; guarded by mutex_
  ReloadLog reload_log_;                   // of the host's control thread
  Workers workers_;
  Host host_;
  HostApi api_;
  Server server_;
  std::optional<steady_clock::time_point> stop_until_;
  std::vector<Retained> retained_;  // what the host could not unload when it was stopped
  bool reload_is_due_ = false;
};

}  // namespace

Result<Ending> run_daemon(const DaemonOptions& options, Signals& signals) {
  const auto socket = ControlSocket::claim(options.socket);
  if (!socket) return tl::unexpected(socket.error());
  return Daemon(options, *socket, signals).run();
}

std::string ready_line(const Status& status, std::uint64_t refused) {
  std::string line = fmt::format("ready: generation {}, {}, {}, {}", status.generation,
                                 counted(status.agents, "agent"), counted(status.skills, "skill"),
                                 counted(status.plugins, "plugin"));
  if (refused > 0) line += fmt::format(", {} refused", refused);
  return line;
}

}  // namespace muster::serve
