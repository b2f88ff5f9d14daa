// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_SHELL_WORD_H
#define MUSTER_BASE_SHELL_WORD_H

#include <string>
#include <string_view>

namespace muster {

/// A path as one word of a shell's command, for hints. Control characters cannot be shown, so such
/// a path is one to look at first. Pure.
[[nodiscard]] std::string shell_word(std::string_view path);

}  // namespace muster

#endif
