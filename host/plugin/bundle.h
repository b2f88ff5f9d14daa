// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_BUNDLE_H
#define MUSTER_PLUGIN_BUNDLE_H

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "base/stamp.h"

/// A plugin that is a folder: NAME/NAME.so, with its helper libraries and data beside and below it.
/// It is copied, hashed and replaced as one.
namespace muster::plugin {

inline constexpr std::size_t kBundleFiles = 512;  ///< also of folders
inline constexpr std::size_t kBundleDepth = 8;    ///< folders below the bundle's own

/// A name that nobody means to be served: hidden, a backup, half written.
[[nodiscard]] bool is_left_out(std::string_view name) noexcept;

/// x.so, x.so.1
[[nodiscard]] bool is_library_name(std::string_view name) noexcept;

/// NAME.so, for a path that ends in NAME.
[[nodiscard]] std::string library_of(const std::string& bundle);

/// Whether a path leads to a folder NAME with a NAME.so in it.
[[nodiscard]] bool is_bundle(const std::string& path);

/// Whether a folder has libraries directly in it, and so is a bundle or meant to be one.
[[nodiscard]] Result<bool> has_libraries(const std::string& folder);

/// What lies in a bundle, by names relative to it.
struct BundleContent {
  std::vector<std::string> folders;  ///< sorted: each after the one that it lies in
  std::vector<std::string> files;    ///< sorted; whatever is no folder
  Stamp stamp;                       ///< of them all; files behind symbolic links included
};

/// Lists a bundle; `subject` names it in errors. Opens no file. More than a bundle may have is an
/// error "bundle.too_large".
[[nodiscard]] Result<BundleContent> list_bundle(const std::string& folder,
                                                const std::string& subject);

}  // namespace muster::plugin

#endif
