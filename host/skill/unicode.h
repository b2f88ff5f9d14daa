// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SKILL_UNICODE_H
#define MUSTER_SKILL_UNICODE_H

#include <string>
#include <string_view>

/// What Unicode says of texts, by utf8proc. Texts are UTF-8.
///
/// Cost: a look at each byte where all are ASCII.
namespace muster::skill {

/// Compatibility composition (NFKC, UAX #15): one spelling for what reads the same.
[[nodiscard]] std::string normalized(std::string_view text);

/// Composed (NFC), and without a difference between upper and lower case: two names that are equal
/// so are one file where file systems do not tell case apart.
[[nodiscard]] std::string case_folded(std::string_view text);

/// Whether no character has a lower-case form other than itself. Scripts without case pass.
[[nodiscard]] bool is_lower_case(std::string_view text);

/// Whether all are letters (categories L*), digits and numbers (N*), or hyphens.
[[nodiscard]] bool has_only_letters_digits_hyphens(std::string_view text);

}  // namespace muster::skill

#endif
