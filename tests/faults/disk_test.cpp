// SPDX-License-Identifier: Apache-2.0
// A folder of private copies that takes none.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "faults/own_mounts.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

/// A host whose private copies lie on a disk of their own; in a user namespace root's files are
/// nobody's, so owners are not asked for.
struct OnOwnDisk : ServingHost {
  explicit OnOwnDisk(const std::string& disk_options)
      : ServingHost(HostOptions{.permissions = Permissions::off}) {
    mount_tmpfs(staging, disk_options);
    echo_copy(plugin("live.so"), "agent-000001");
    REQUIRE(host.start().problems().empty());
  }
  ~OnOwnDisk() {
    host.stop();
    ::umount2(staging.c_str(), MNT_DETACH);
  }

  /// Breaks the disk, drops a good plugin, and mends the disk: the old table is kept for as long as
  /// that takes, and the report tells why.
  void check_kept(const std::function<void()>& break_disk, const std::string& told,
                  const std::function<void()>& mend_disk) {
    BackgroundCaller caller(host, "agent-000001", "version-0000");
    const std::string path = echo_copy(plugin("new.so"), "agent-000002");
    break_disk();
    const ProcessState before = settled();

    const ReloadReport report = host.reload();

    CHECK(report.outcome() == Outcome::rejected);
    CHECK(report.generation == 1);
    // The live one may be too young to be known by its stamp, and read again.
    const auto problems = report.problems();
    const auto found = std::ranges::find(problems, path, &Error::subject);
    REQUIRE(found != problems.end());
    const Error& problem = *found;
    CHECK(problem.code == "staging.failed");
    CHECK_MESSAGE(problem.message.find(told) != std::string::npos, problem);
    CHECK(problem.message.find(copies()) != std::string::npos);
    CHECK(settled() == before);
    caller.stop();
    CHECK(caller.wrong() == 0);

    mend_disk();
    CHECK(host.reload().outcome() == Outcome::published);
    CHECK(ask("agent-000002") == "version-0000");
  }
};

/// Writes until nothing fits any more.
void fill_bytes(const std::string& file) {
  std::ofstream out(file, std::ios::binary);
  const std::string page(4096, 'x');
  while (out << page << std::flush) {
  }
}

/// Makes files until there can be no more.
void fill_inodes(const std::string& folder) {
  fs::create_directory(folder);
  for (int i = 0; std::ofstream(fmt::format("{}/{}", folder, i)); ++i) {
  }
}

}  // namespace

TEST_CASE(
    "DISK-01 private copies on a disk without room keep the old table and tell of the bytes") {
  if (!has_own_mounts()) return;
  OnOwnDisk serving("size=8m");
  serving.check_kept([&] { fill_bytes(serving.staging + "/fill"); },
                     "No space left on device (0 bytes and ",
                     [&] { fs::remove(serving.staging + "/fill"); });
}

TEST_CASE("DISK-01 a disk that has room for a part of a copy only is left as it was") {
  if (!has_own_mounts()) return;
  OnOwnDisk serving("size=8m");
  const std::string fill = serving.staging + "/fill";
  serving.check_kept(
      [&] {
        fill_bytes(fill);
        fs::resize_file(fill, fs::file_size(fill) - 8192);
      },
      "No space left on device", [&] { fs::remove(fill); });
}

TEST_CASE("DISK-01 private copies on a disk without inodes keep the old table and tell of them") {
  if (!has_own_mounts()) return;
  OnOwnDisk serving("nr_inodes=64");
  serving.check_kept([&] { fill_inodes(serving.staging + "/fill"); }, " and 0 inodes are free)",
                     [&] { fs::remove_all(serving.staging + "/fill"); });
}

TEST_CASE("DISK-01 private copies on a disk that became read-only keep the old table") {
  if (!has_own_mounts()) return;
  OnOwnDisk serving("size=8m");
  serving.check_kept([&] { remount(serving.staging, MS_RDONLY); }, "Read-only file system",
                     [&] { remount(serving.staging, 0); });
}

TEST_CASE("DISK-01 private copies on a disk that became noexec keep the old table") {
  if (!has_own_mounts()) return;
  OnOwnDisk serving("size=8m");
  serving.check_kept([&] { remount(serving.staging, MS_NOEXEC); }, "mounted noexec",
                     [&] { remount(serving.staging, 0); });
}

TEST_CASE("DISK-01 a host does not start on a disk that is noexec or read-only or full") {
  if (!has_own_mounts()) return;
  const auto refusal_on = [](const std::string& options, unsigned long flags) {
    ServingHost serving(HostOptions{.permissions = Permissions::off});
    mount_tmpfs(serving.staging, options);
    if (options == "size=4k") fill_bytes(serving.staging + "/fill");
    if (flags != 0) remount(serving.staging, flags);
    const ReloadReport report = serving.host.start();
    ::umount2(serving.staging.c_str(), MNT_DETACH);
    REQUIRE(report.problems().size() == 1);
    CHECK(report.problems()[0].code == "staging.unavailable");
    CHECK(report.problems()[0].message.starts_with(serving.staging));
    return report.problems()[0].message;
  };
  CHECK(refusal_on("size=8m", MS_NOEXEC).find("noexec") != std::string::npos);
  CHECK(refusal_on("size=8m", MS_RDONLY).find("Read-only file system") != std::string::npos);
  CHECK(refusal_on("size=4k", 0).find("No space left on device") != std::string::npos);
}

}  // namespace muster::test
