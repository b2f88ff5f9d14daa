// SPDX-License-Identifier: Apache-2.0
#include "plugin/probe.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/probe_process.h"
#include "plugin/probe_protocol.h"

namespace muster::plugin {
namespace {

using namespace std::chrono_literals;

// Until when a helper that keeps its own deadlines must have ended.
TimePoint last_moment(std::size_t libraries, std::chrono::milliseconds patience) {
  constexpr auto kStart = 10s;
  constexpr auto kNewProcess = 1s;
  auto moment = later(std::chrono::steady_clock::now(), kStart);
  for (std::size_t i = 0; i < libraries; ++i) moment = later(moment, patience + kNewProcess);
  return moment;
}

// Errors speak of the file as the caller does, also where its name cannot be shown as it is.
void call_by_name(std::vector<Error>& errors, const std::string& shown, const std::string& name) {
  for (Error& error : errors) {
    if (error.subject.starts_with(shown)) error.subject.replace(0, shown.size(), name);
  }
}

// Takes the first line off a text.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

// Why a helper said nothing of a library.
std::string silence(std::string_view greeting, const std::string& complaint) {
  if (greeting == probe_greeting()) {
    return complaint.empty() ? "the helper process ended before it had tried this library out"
                             : "the helper process gave up: " + complaint;
  }
  if (greeting.starts_with("muster-probe ")) {
    return fmt::format("it is of another build: it says '{}', this host is '{}'",
                       escaped(greeting.substr(0, 80)), probe_greeting());
  }
  return "it does not greet as muster-probe does" +
         (complaint.empty() ? complaint : ": " + complaint);
}

}  // namespace

Prober::Prober(Settings settings) : settings_(std::move(settings)) {
  // Of many times one for ever there is no number.
  for (auto* const patience : {&settings_.patience, &settings_.open_patience}) {
    *patience = std::clamp<std::chrono::milliseconds>(*patience, 1ms, 24h);
  }
}

std::vector<Probed> Prober::probe(std::span<const Probing> libraries) {
  std::vector<Probed> all(libraries.size());
  if (all.empty()) return all;
  const auto fail = [&](const std::string& reason) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].outcome != Probed::Outcome::not_probed || !all[i].problems.empty()) continue;
      all[i].problems = {error(codes::probe_unavailable, libraries[i].subject, reason)};
    }
    return all;
  };

  const auto program = find_probe(settings_.program);
  if (!program) return fail(program.error().message);
  ProbeRequest request{.patience = settings_.patience,
                       .opening = settings_.opening,
                       .open_patience = settings_.open_patience,
                       .tasks = {}};
  for (const Probing& library : libraries) {
    request.tasks.push_back({library.copy, escaped(library.subject), library.may_change});
  }
  auto process = ProbeProcess::spawn(*program, encode(request));
  if (!process) return fail(process.error());
  const bool opens = settings_.opening != Opening::never;
  const auto longest = 2 * settings_.patience + (opens ? opening_limit(request) : 0ms);
  const std::string report = process->wait_until(last_moment(libraries.size(), longest));

  std::string_view rest = report;
  const std::string_view greeting = take_line(rest);
  while (greeting == probe_greeting() && !rest.empty()) {
    auto answer = decode_answer(take_line(rest));
    if (!answer || answer->number >= all.size()) continue;
    const std::size_t number = answer->number;
    all[number] = std::move(answer->probed);
    call_by_name(all[number].problems, request.tasks[number].subject, libraries[number].subject);
    call_by_name(all[number].warnings, request.tasks[number].subject, libraries[number].subject);
  }
  if (greeting == probe_greeting() && process->was_killed()) {
    try_alone(libraries, all);
    return all;
  }
  return fail(fmt::format("{}: {}", escaped(*program), silence(greeting, process->complaint())));
}

void Prober::try_alone(std::span<const Probing> libraries, std::vector<Probed>& all) {
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].outcome != Probed::Outcome::not_probed) continue;
    if (all.size() > 1) {
      all[i] = std::move(probe(libraries.subspan(i, 1)).front());
    } else {
      all[i].outcome = Probed::Outcome::dangerous;
      all[i].problems = {error(codes::probe_crashed, libraries[i].subject,
                               "the helper process itself was killed while it tried it out")};
    }
  }
}

}  // namespace muster::plugin
