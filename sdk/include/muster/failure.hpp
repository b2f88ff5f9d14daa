// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FAILURE_HPP
#define MUSTER_FAILURE_HPP

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#ifdef __EXCEPTIONS
#define MUSTER_EXCEPTIONS 1
#else
#define MUSTER_EXCEPTIONS 0
#endif

namespace muster {

/// Thrown anywhere below an agent's function, it ends that call like call.fail(code, message).
class Failure : public std::runtime_error {
 public:
  Failure(std::string code, const std::string& message)
      : std::runtime_error(message), code_(std::move(code)) {}
  [[nodiscard]] const std::string& code() const noexcept { return code_; }

 private:
  std::string code_;
};

namespace sdk {

/// Where it ends that an argument is missing or of another type. With exceptions it is thrown. With
/// -fno-exceptions it is kept, the reader returns T{}, and the call fails once the agent's function
/// returns.
class Trouble {
 public:
  [[gnu::cold, gnu::noinline]] void raise(std::string_view code, std::string_view message) {
#if MUSTER_EXCEPTIONS
    throw Failure(std::string(code), std::string(message));
#else
    if (has_come_) return;  // what follows from the first is of no interest
    has_come_ = true;
    code_ = code;
    message_ = message;
#endif
  }

#if MUSTER_EXCEPTIONS
  [[nodiscard]] static constexpr bool has_come() noexcept { return false; }
  [[nodiscard]] static constexpr std::string_view code() noexcept { return {}; }
  [[nodiscard]] static constexpr std::string_view message() noexcept { return {}; }
#else
  [[nodiscard]] bool has_come() const noexcept { return has_come_; }
  [[nodiscard]] std::string_view code() const noexcept { return code_; }
  [[nodiscard]] std::string_view message() const noexcept { return message_; }

 private:
  bool has_come_ = false;
  std::string code_;
  std::string message_;
#endif
};

}  // namespace sdk
}  // namespace muster

#endif
