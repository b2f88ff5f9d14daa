// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_CODE_H
#define MUSTER_BASE_CODE_H

#include <string>
#include <string_view>

#include <muster/error.h>

namespace muster {

/// A row of a module's table of error codes (MODULE/codes.h, one constexpr table each).
struct Code {
  std::string_view code;  ///< "elf.truncated": stable, scripts match on it
  Kind kind;
  std::string_view cause;  ///< one sentence for the documentation
  std::string_view fix;    ///< the hint, unless the place that reports knows better
};

[[nodiscard]] inline Error error(const Code& code, std::string subject, std::string message) {
  return {code.kind, code.code, std::move(subject), std::move(message), std::string(code.fix), {}};
}

[[nodiscard]] inline Error error(const Code& code, std::string subject, std::string message,
                                 std::string hint) {
  return {code.kind, code.code, std::move(subject), std::move(message), std::move(hint), {}};
}

}  // namespace muster

#endif
