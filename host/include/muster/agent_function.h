// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_AGENT_FUNCTION_H
#define MUSTER_AGENT_FUNCTION_H

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <muster/abi.h>
#include <muster/boundary.hpp>
#include <muster/call.hpp>
#include <muster/services.hpp>

namespace muster {
namespace sdk {

/// Something that can be called, with the functions of muster/abi.h by which a host opens and calls
/// it.
template <class Function>
class Callable {
 public:
  explicit Callable(Function function) : function_(std::move(function)) {}

  static std::int32_t open(const muster_open* raw, void** self) noexcept {
    return run(*raw, [raw, self] {
      auto& callable = *static_cast<Callable*>(raw->user);
      callable.services_.emplace(*raw);
      *self = &callable;
      return std::int32_t{MUSTER_OK};
    });
  }

  static std::int32_t call(void* self, const muster_call* raw) noexcept {
    auto& callable = *static_cast<Callable*>(self);
    Call call(*callable.services_, *raw);
    return run(call, MUSTER_FAILED, [&] { return callable.function_(call).status(); });
  }

  static void destroy(void* self) noexcept { delete static_cast<Callable*>(self); }

 private:
  Function function_;
  std::optional<Services> services_;  // from open
};

}  // namespace sdk

/// What an agent of this program runs: whatever takes a muster::Call& and returns a muster::Reply.
/// Exceptions end the call, as in a library. The C functions that the host calls are made here, so
/// that the program may be compiled without exceptions though the host is compiled with them.
///
/// Threads:  called on those that call the agent: one at a time, or many at once if the agent is
///           concurrent.
/// Lifetime: destroyed when no call is inside any more, on a thread of the host.
class AgentFunction {
 public:
  using Object = std::unique_ptr<void, void (*)(void*)>;

  template <class Function>
  requires std::same_as<std::invoke_result_t<Function&, Call&>, Reply> AgentFunction(
      Function function)
      : open_(&sdk::Callable<Function>::open),
        call_(&sdk::Callable<Function>::call),
        object_(std::make_unique<sdk::Callable<Function>>(std::move(function)).release(),
                &sdk::Callable<Function>::destroy) {}

  /// For the host's own modules: the functions of the agent, and what `open` gets as its user.
  [[nodiscard]] auto open() const noexcept { return open_; }
  [[nodiscard]] auto call() const noexcept { return call_; }
  [[nodiscard]] void* user() const noexcept { return object_.get(); }
  [[nodiscard]] Object release() noexcept { return std::move(object_); }

 private:
  decltype(muster_agent_descriptor::open) open_;
  decltype(muster_agent_descriptor::call) call_;
  Object object_;
};

}  // namespace muster

#endif
