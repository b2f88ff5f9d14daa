// SPDX-License-Identifier: Apache-2.0
#include "plugin/load_state.h"

#include <fmt/format.h>

#include <filesystem>

#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/own_folder.h"

namespace muster::plugin {
namespace {

// The journal first: who holds its lock may write the verdicts too.
Result<LoadState> open_in(const std::string& folder, std::string_view build, const Clock& clock) {
  if (auto ours = make_own_folder(folder); !ours) {
    return tl::unexpected(error(codes::state_unusable, escaped(folder), std::move(ours.error())));
  }
  // A plugin may change the working directory.
  std::error_code gone;
  const std::string absolute = std::filesystem::absolute(folder, gone);
  if (gone) return tl::unexpected(error(codes::state_unusable, escaped(folder), gone.message()));

  LoadState state;
  auto journal = Journal::open(absolute + "/journal", clock);
  if (!journal) return tl::unexpected(std::move(journal.error()));
  state.journal = std::move(*journal);
  auto verdicts = Verdicts::open(absolute + "/verdicts.jsonl", build);
  if (!verdicts) {  // what the journal says still counts
    state.warnings.push_back(std::move(verdicts.error()));
    verdicts = Verdicts::open("", build);
  }
  state.verdicts = std::move(verdicts).value();
  return state;
}

LoadState in_memory(std::string_view build, const Clock& clock) {
  return {Verdicts::open("", build).value(), Journal::open("", clock).value(), {}};
}

// The libraries that an earlier process ran when it died take the blame.
void settle(LoadState& state, const Clock& clock) {
  const auto& unfinished = state.journal->unfinished();
  if (unfinished.empty()) return;
  // The last one first: of two steps of one thread the inner one was running.
  for (auto next = unfinished.rbegin(); next != unfinished.rend(); ++next) {
    const Journal::Entry& entry = *next;
    // What is known already (a library that was stuck when the host was stopped) says more, if it
    // is known of this configuration.
    const auto known = state.verdicts->quarantine_of(entry.hash);
    if (known && (known->given.agent.empty() || known->given == entry.given)) continue;
    state.verdicts->quarantine(
        {entry.hash, entry.path,
         error(codes::load_ended_host, entry.path,
               fmt::format("the host ended while it ran the {} of this library", entry.stage)),
         clock.wall(), entry.given});
  }
  if (auto saved = state.verdicts->save(); saved) {
    // What memory alone knows stays in the journal for the next host.
    if (state.verdicts->is_persistent()) state.journal->settle();
  } else {
    state.warnings.push_back(std::move(saved.error()));
  }
}

}  // namespace

LoadState open_load_state(const std::string& folder, std::string_view build, const Clock& clock) {
  if (folder.empty()) return in_memory(build, clock);
  auto opened = open_in(folder, build, clock);
  if (!opened) {
    LoadState state = in_memory(build, clock);
    state.warnings.push_back(std::move(opened.error()));
    return state;
  }
  settle(*opened, clock);
  return std::move(*opened);
}

}  // namespace muster::plugin
