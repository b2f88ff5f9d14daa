// SPDX-License-Identifier: Apache-2.0
#include "cli/scaffold.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "base/text.h"
#include "cli/codes.h"

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

/// What is written before it has its name, and goes if it never gets it.
class Draft {
 public:
  explicit Draft(const std::string& parent) : path_(parent + "/.muster-new-XXXXXX") {
    if (::mkdtemp(path_.data()) == nullptr) failure_ = errno;
  }
  ~Draft() {
    std::error_code left;
    if (!path_.empty()) fs::remove_all(path_, left);
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(const ScaffoldFile& file) {
    if (failure_ != 0) return;
    std::ofstream out(path_ + '/' + file.name, std::ios::binary);
    out << file.content;
    out.close();
    if (!out) failure_ = errno == 0 ? EIO : errno;
  }

  /// 0, or the system's error number.
  int publish(const std::string& folder) {
    std::error_code failure;
    // Others may read a project; mkdtemp makes it private.
    if (failure_ == 0) fs::permissions(path_, fs::perms(0755), failure);
    if (failure_ == 0 && !failure) fs::rename(path_, folder, failure);
    if (failure_ == 0 && failure) failure_ = failure.value();
    if (failure_ == 0) path_.clear();
    return failure_;
  }

 private:
  std::string path_;  // empty: published
  int failure_ = 0;   // the first
};

}  // namespace

Result<void> write_scaffold(const std::string& parent, const std::string& name,
                            const std::vector<ScaffoldFile>& files) {
  const std::string folder = parent + '/' + name;
  std::error_code none;
  if (fs::exists(fs::symlink_status(folder, none))) {
    return tl::unexpected(error(codes::new_exists, escaped(name), "is there already"));
  }
  Draft draft(parent);
  for (const ScaffoldFile& file : files) draft.write(file);
  if (const int number = draft.publish(folder); number != 0) {
    return tl::unexpected(error(codes::new_unwritable, escaped(name),
                                "cannot be made here: " + std::generic_category().message(number)));
  }
  return {};
}

void tell_of_scaffold(std::string_view kind, const std::string& name,
                      const std::vector<ScaffoldFile>& files, std::string_view next_steps,
                      Output& output) {
  if (output.json) {
    json::Array names;
    for (const ScaffoldFile& file : files) names.emplace_back(name + '/' + file.name);
    output.write(json::Object{{kind, name}, {"files", std::move(names)}});
  } else {
    output.out << next_steps;
  }
}

std::string replaced(std::string text, std::string_view word, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size()) {
    text.replace(at, word.size(), by);
  }
  return text;
}

}  // namespace muster::cli
