// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_ERROR_H
#define MUSTER_ERROR_H

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include <muster/export.h>

namespace muster {

/// What went wrong, coarsely: it decides the exit status, the HTTP status and the JSON-RPC code.
enum class Kind : std::uint8_t {
  invalid,
  not_found,
  denied,
  conflict,
  unavailable,
  overloaded,
  timeout,
  cancelled,
  failed,
};

/// An error is a value: a kind and a code for programs, the rest for people.
///
/// Threads: plain data.
struct Error {
  Kind kind = Kind::failed;
  std::string_view code;   ///< "elf.truncated"; static storage of the host
  std::string subject;     ///< file[:line:column], agent or key
  std::string message;     ///< lower case, no full stop
  std::string hint;        ///< what to do; may be empty
  std::string agent_code;  ///< with "agent.failed": the agent's own code; else empty

  friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;

/// "not_found"; static storage.
MUSTER_API std::string_view name_of(Kind kind) noexcept;

/// One line: `subject: message (code); hint`. Control characters are escaped.
MUSTER_API std::string to_string(const Error& error);
MUSTER_API std::ostream& operator<<(std::ostream& out, const Error& error);

}  // namespace muster

#endif
