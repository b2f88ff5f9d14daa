// SPDX-License-Identifier: Apache-2.0
#include "faults/hostile.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "support/fixture_plugins.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kVariable = "MUSTER_TEST_MARK";

// As it stands in the library: of one length, the rest is dashes.
std::string padded(std::string text, std::size_t size) {
  if (text.size() > size) throw std::runtime_error(text + " is too long");
  return text.append(size - text.size(), '-');
}

std::string whole(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string hostile_copy(const std::string& to, std::string_view moment, std::string_view deed) {
  constexpr std::string_view kMoment = "moment-never-----";
  constexpr std::string_view kDeed = "deed-nothing-----";
  const std::string new_moment = padded("moment-" + std::string(moment), kMoment.size());
  const std::string new_deed = padded("deed-" + std::string(deed), kDeed.size());
  return patched_copy(fixture("hostile"), to, {{kMoment, new_moment}, {kDeed, new_deed}});
}

ProcessMark::ProcessMark() {
  static int count = 0;
  mark_ = fmt::format("{}.{}", ::getpid(), ++count);
  ::setenv(kVariable, mark_.c_str(), 1);
}

ProcessMark::~ProcessMark() { ::unsetenv(kVariable); }

std::vector<std::string> ProcessMark::processes() const {
  const std::string wanted = fmt::format("{}={}", kVariable, mark_) + '\0';
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string number = entry.path().filename();
    if (number.find_first_not_of("0123456789") != std::string::npos) continue;
    if (number == std::to_string(::getpid())) continue;
    if (whole(entry.path() / "environ").find(wanted) == std::string::npos) continue;
    found.push_back(number + ' ' + whole(entry.path() / "cmdline"));
  }
  return found;
}

}  // namespace muster::test
