// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BOUNDARY_HPP
#define MUSTER_BOUNDARY_HPP

#include <cstdint>
#include <exception>
#include <string>

#include <muster/abi.h>
#include <muster/call.hpp>
#include <muster/failure.hpp>
#include <muster/open.hpp>

/// Where exceptions end: none of them leaves the library.
namespace muster::sdk {

#if MUSTER_EXCEPTIONS

/// What is being handled. Inside a catch block.
[[gnu::cold, gnu::noinline]] inline std::string what_was_thrown() {
  try {
    throw;
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

/// Ends the call with what is being handled. MUSTER_FAILED for a Failure, else `unexpected`.
[[gnu::cold, gnu::noinline]] inline std::int32_t fail_with_thrown(
    Call& call, std::int32_t unexpected) noexcept {
  try {
    try {
      throw;
    } catch (const Failure& failure) {
      return call.fail(failure.code(), failure.what()).status();
    } catch (...) {
      call.fail("agent.threw", concat({"agent threw: ", what_was_thrown()}));
      return unexpected;
    }
  } catch (...) {  // out of memory while saying so
    return unexpected;
  }
}

/// Refuses to open with what is being handled.
[[gnu::cold, gnu::noinline]] inline std::int32_t refuse_with_thrown(
    const muster_open& raw) noexcept {
  try {
    const std::string what = what_was_thrown();
    raw.fail(raw.context, view(what));
  } catch (...) {  // out of memory while saying so
  }
  return MUSTER_FAILED;
}

#endif

/// Runs an agent's function, which returns a MUSTER_..., within a call. `unexpected` is what an
/// exception other than Failure comes to.
template <class Function>
std::int32_t run(Call& call, std::int32_t unexpected, const Function& function) noexcept {
#if MUSTER_EXCEPTIONS
  try {
    return function();
  } catch (...) {
    return fail_with_thrown(call, unexpected);
  }
#else
  static_cast<void>(unexpected);
  const std::int32_t status = function();
  if (!call.trouble().has_come()) return status;
  return call.fail(call.trouble().code(), call.trouble().message()).status();
#endif
}

/// Runs what opens an agent, which returns a MUSTER_....
template <class Function>
std::int32_t run(const muster_open& raw, const Function& function) noexcept {
#if MUSTER_EXCEPTIONS
  try {
    return function();
  } catch (...) {
    return refuse_with_thrown(raw);
  }
#else
  static_cast<void>(raw);
  return function();
#endif
}

}  // namespace muster::sdk

#endif
