// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_FOREIGN_H
#define MUSTER_PLUGIN_FOREIGN_H

#include <cxxabi.h>

#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace muster::plugin {

/// What the exception that is being handled says of itself. Inside a catch block.
[[nodiscard]] std::string describe_exception();

/// Runs foreign code and stops its exceptions here; what was thrown, or none. It must not throw,
/// and one with its own copy of the C++ runtime ends the process all the same: this is a second
/// line.
template <class Function>
[[nodiscard]] std::optional<std::string> catch_foreign(Function&& function) {
  try {
    std::forward<Function>(function)();
    return std::nullopt;
  } catch (abi::__forced_unwind&) {
    throw;  // the thread is being ended; to stop that would end the process
  } catch (...) {
    return describe_exception();
  }
}

/// Hangs for good where its scope is left neither by a return nor by an exception of this runtime:
/// the thread is being ended.
class HangAtThreadEnd {
 public:
  HangAtThreadEnd() = default;
  ~HangAtThreadEnd();
  HangAtThreadEnd(const HangAtThreadEnd&) = delete;
  HangAtThreadEnd& operator=(const HangAtThreadEnd&) = delete;

  void returned() noexcept { has_returned_ = true; }

 private:
  const int uncaught_ = std::uncaught_exceptions();
  bool has_returned_ = false;
};

/// The same on a thread that the host cannot do without, while it opens or closes agents. Code that
/// ends the thread (pthread_exit) hangs here instead: what hangs is noticed, named and given up on.
template <class Function>
[[nodiscard]] std::optional<std::string> catch_foreign_on_own_thread(Function&& function) {
  return catch_foreign([&function] {
    HangAtThreadEnd guard;
    std::forward<Function>(function)();
    guard.returned();
  });
}

}  // namespace muster::plugin

#endif
