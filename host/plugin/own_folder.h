// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_OWN_FOLDER_H
#define MUSTER_PLUGIN_OWN_FOLDER_H

#include <string>
#include <tl/expected.hpp>

namespace muster::plugin {

/// Sees to a folder that only this user can write to: makes it (0700), and those on the way to it,
/// if it is missing. Otherwise the reason, for people: it cannot be made, it is not a folder, it
/// belongs to somebody else, others may write to it.
[[nodiscard]] tl::expected<void, std::string> make_own_folder(const std::string& path);

}  // namespace muster::plugin

#endif
