// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_REGISTRY_RETIRER_H
#define MUSTER_REGISTRY_RETIRER_H

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "registry/generation.h"

namespace muster::registry {

/// Generations that no reader can find any more. Who replaces one makes its place before: for want
/// of memory it must not end while it is read.
using Retired = std::list<std::unique_ptr<const Generation>>;

/// A library that was replaced or removed and cannot be unloaded yet.
struct RetainedLibrary {
  std::string path;
  std::string sha256;
  std::string reason;
  std::chrono::system_clock::time_point since;
  std::uint64_t uses = 0;  ///< calls and leases inside it
};

/// Ends what nobody can find any more, at a time and on a thread where that is safe: generations
/// after their grace period, then the plugins that no catalog holds, once no pin does.
///
/// Threads:  take() from any. step() from one, the retiring thread: it alone runs plugins' close
///           and destructors, with nothing locked. After give_up() from another one, which becomes
///           the retiring thread.
/// Lifetime: outlives every catalog whose plugins end here. What is still pinned when it is
///           destroyed is left loaded for good: its code may be running.
class Retirer {
 public:
  /// `wake` is called, on any thread, when there is work for step().
  Retirer(const Clock& clock, std::function<void()> wake);
  ~Retirer();
  Retirer(const Retirer&) = delete;
  Retirer& operator=(const Retirer&) = delete;

  void take(Retired generations);
  void take(std::unique_ptr<plugin::LoadedPlugin> plugin);

  /// How far step() may go: to unload waits for the dynamic linker, whoever holds that.
  enum class Reach : std::uint8_t { unload, close };

  /// Does what can be done now. True: something is left that only time can bring on. What will
  /// never be unmapped is not waited for.
  [[nodiscard]] bool step(Reach reach = Reach::unload);

  /// The code of a plugin that a step is in does not return: later steps, of another thread, leave
  /// that plugin alone. If the code returns after all, its step does nothing more.
  void give_up();

  /// How many plugins will never be unmapped.
  [[nodiscard]] std::size_t kept_for_good() const;

  /// What step() had to leave; of what has come since, that which is in use.
  [[nodiscard]] std::vector<RetainedLibrary> retained() const;

 private:
  struct Waiting {
    std::unique_ptr<plugin::LoadedPlugin> plugin;
    std::chrono::system_clock::time_point since;
    enum class Phase : std::uint8_t { untried, in_use, closing, hanging, closed, mapped };
    Phase phase = Phase::untried;
    std::string why_mapped = {};  // once it was found mapped
    bool is_for_good = false;     // mapped, and so it will stay

    [[nodiscard]] std::string reason(std::uint64_t uses) const;
    [[nodiscard]] bool is_brought_on_by_time(Reach reach) const;
  };

  [[nodiscard]] bool retire(Waiting& waiting, Reach reach, std::unique_lock<std::mutex>& lock);

  const Clock& clock_;
  std::function<void()> wake_;
  mutable std::mutex mutex_;
  Retired generations_;         // guarded by mutex_
  std::list<Waiting> plugins_;  // guarded by mutex_; entries stay where they are
};

}  // namespace muster::registry

#endif
