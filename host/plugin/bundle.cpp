// SPDX-License-Identifier: Apache-2.0
#include "plugin/bundle.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/filesystem.hpp>
#include <cerrno>
#include <utility>

#include "base/file.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

namespace fs = boost::filesystem;

/// Walks a bundle from the top down.
class Listing {
 public:
  Listing(const std::string& folder, const std::string& subject)
      : folder_(folder), subject_(subject) {}

  /// Adds what lies in a folder; `inside` is its name with a slash, or empty.
  Result<void> add(const std::string& inside, std::size_t depth) {
    if (depth > kBundleDepth) {
      return too_large(fmt::format("has folders more than {} deep", kBundleDepth));
    }
    if (auto seen = see(inside); !seen) return seen;
    boost::system::error_code failure;
    fs::directory_iterator entry(folder_ + '/' + inside, failure);
    for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
      const std::string name = entry->path().filename().string();
      if (is_left_out(name)) continue;
      const bool is_folder = entry->symlink_status(failure).type() == fs::directory_file;
      if (failure) break;
      if (is_folder) {
        content_.folders.push_back(inside + name);
        if (auto below = add(inside + name + '/', depth + 1); !below) return below;
      } else {
        content_.files.push_back(inside + name);
        if (auto seen = see(inside + name); !seen) return seen;
      }
      if (content_.files.size() > kBundleFiles || content_.folders.size() > kBundleFiles) {
        return too_large(fmt::format("has more than {} files or folders", kBundleFiles));
      }
    }
    if (failure) return failed("list", failure.value());
    return {};
  }

  BundleContent take() {
    std::ranges::sort(content_.files);
    std::ranges::sort(content_.folders);
    std::ranges::sort(stamps_, {}, &std::pair<std::string, Stamp>::first);
    for (const auto& [name, stamp] : stamps_) content_.stamp.add(name, stamp);
    return std::move(content_);
  }

 private:
  Result<void> see(const std::string& name) {
    const std::string path = folder_ + '/' + name;
    struct stat status {};
    // A link that leads nowhere counts as itself; to copy it will be refused.
    if (::stat(path.c_str(), &status) != 0 && ::lstat(path.c_str(), &status) != 0) {
      return failed("look at", errno);
    }
    stamps_.emplace_back(name, Stamp::of(status));
    return {};
  }
  [[nodiscard]] tl::unexpected<Error> failed(std::string_view verb, int number) const {
    return tl::unexpected(file_error(subject_, verb, number));
  }
  [[nodiscard]] tl::unexpected<Error> too_large(std::string message) const {
    return tl::unexpected(error(codes::bundle_too_large, subject_, std::move(message)));
  }

  const std::string& folder_;
  const std::string& subject_;
  BundleContent content_;
  std::vector<std::pair<std::string, Stamp>> stamps_;
};

}  // namespace

bool is_left_out(std::string_view name) noexcept {
  return name.starts_with('.') || name.ends_with('~') || name.ends_with(".tmp") ||
         name.ends_with(".swp");
}

bool is_library_name(std::string_view name) noexcept {
  name = name.substr(name.rfind('/') + 1);
  const std::size_t end = name.find_last_not_of("0123456789.") + 1;  // of what the version follows
  const std::string_view stem = name.substr(0, end);
  return stem.ends_with(".so") && (end == name.size() || name[end] == '.');
}

std::string library_of(const std::string& bundle) {
  const std::string whole = bundle.substr(0, bundle.find_last_not_of('/') + 1);
  return whole.substr(whole.rfind('/') + 1) + ".so";
}

bool is_bundle(const std::string& path) {
  struct stat status {};
  return ::stat((path + '/' + library_of(path)).c_str(), &status) == 0;
}

Result<bool> has_libraries(const std::string& folder) {
  boost::system::error_code failure;
  fs::directory_iterator entry(folder, failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    const std::string name = entry->path().filename().string();
    if (!is_left_out(name) && is_library_name(name)) return true;
  }
  if (failure) return tl::unexpected(file_error(folder, "list", failure.value()));
  return false;
}

Result<BundleContent> list_bundle(const std::string& folder, const std::string& subject) {
  Listing listing(folder, subject);
  if (auto listed = listing.add({}, 0); !listed) return tl::unexpected(listed.error());
  return listing.take();
}

}  // namespace muster::plugin
