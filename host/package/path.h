// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PACKAGE_PATH_H
#define MUSTER_PACKAGE_PATH_H

#include <string>
#include <string_view>

namespace muster::package {

/// What is against a path in a package, as the end of a sentence; empty: nothing. Good is a
/// relative path of plain names in UTF-8, at most as deep as a skill's folders are. Pure; knows no
/// file system.
[[nodiscard]] std::string path_fault(std::string_view path);

/// What is against a skill's name as that of its folder; empty: nothing.
[[nodiscard]] std::string folder_fault(std::string_view name);

}  // namespace muster::package

#endif
