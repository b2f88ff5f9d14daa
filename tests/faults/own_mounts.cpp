// SPDX-License-Identifier: Apache-2.0
#include "faults/own_mounts.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace muster::test {
namespace {

constexpr const char* kMark = "MUSTER_TEST_HAS_OWN_MOUNTS";

std::string quoted(const std::string& word) {
  REQUIRE(word.find('\'') == std::string::npos);
  return "'" + word + "'";
}

}  // namespace

bool has_own_mounts() {
  if (std::getenv(kMark) != nullptr) return true;
  const std::string unshare = ::geteuid() == 0 ? "unshare -m " : "unshare -Urm ";
  if (std::system((unshare + "true 2>/dev/null").c_str()) != 0) {
    MESSAGE("skipped: this system lets nobody here have mounts of his own");
    return false;
  }
  const std::string program = std::filesystem::read_symlink("/proc/self/exe");
  const std::string name = doctest::getContextOptions()->currentTest->m_name;
  CHECK(std::system(fmt::format("{}=1 {} {} --minimal --test-case={}", kMark, unshare,
                                quoted(program), quoted(name))
                        .c_str()) == 0);
  return false;
}

void mount_tmpfs(const std::string& folder, const std::string& options) {
  REQUIRE(::mount("none", folder.c_str(), "tmpfs", 0, ("mode=0700," + options).c_str()) == 0);
}

void remount(const std::string& folder, unsigned long flags) {
  REQUIRE(::mount("none", folder.c_str(), "tmpfs", MS_REMOUNT | flags, nullptr) == 0);
}

}  // namespace muster::test
