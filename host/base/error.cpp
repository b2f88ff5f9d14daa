// SPDX-License-Identifier: Apache-2.0
#include <muster/error.h>

#include <ostream>

#include "base/text.h"

namespace muster {

std::string_view name_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::invalid:
      return "invalid";
    case Kind::not_found:
      return "not_found";
    case Kind::denied:
      return "denied";
    case Kind::conflict:
      return "conflict";
    case Kind::unavailable:
      return "unavailable";
    case Kind::overloaded:
      return "overloaded";
    case Kind::timeout:
      return "timeout";
    case Kind::cancelled:
      return "cancelled";
    case Kind::failed:
      return "failed";
  }
  return "failed";
}

std::string to_string(const Error& error) {
  std::string line;
  if (!error.subject.empty()) line.append(error.subject).append(": ");
  line.append(error.message).append(" (").append(error.code);
  if (!error.agent_code.empty()) line.append(": ").append(error.agent_code);
  line.append(")");
  if (!error.hint.empty()) line.append("; ").append(error.hint);
  return escaped(line);
}

std::ostream& operator<<(std::ostream& out, const Error& error) { return out << to_string(error); }

}  // namespace muster
