// SPDX-License-Identifier: Apache-2.0
#include "base/beneath.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/temp_dir.h"

namespace muster {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

ino_t inode_of(int fd) {
  struct stat status {};
  REQUIRE(::fstat(fd, &status) == 0);
  return status.st_ino;
}

ino_t inode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

/// The code of the error; empty: found.
std::string_view refusal(const TempDir& folder, const std::string& name) {
  const auto found = find_beneath(folder.path(), name);
  if (found) return {};
  CHECK(found.error().subject == folder / name);
  return found.error().code;
}

TEST_SUITE_BEGIN("base");

TEST_CASE("a file is found through symbolic links that stay beneath the folder") {
  const TempDir folder;
  const std::string file = folder.write("..2026_11_20/a.so", "x");
  fs::create_directory_symlink("..2026_11_20", folder / "..data");
  fs::create_symlink("..data/a.so", folder / "a.so");
  for (const char* name : {"a.so", "..data/a.so", "..2026_11_20/a.so"}) {
    const auto found = find_beneath(folder.path(), name);
    REQUIRE(found);
    CHECK(inode_of(found->get()) == inode_of(file));
  }
}

TEST_CASE("a FIFO is found without waiting for a writer") {
  const TempDir folder;
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  CHECK(find_beneath(folder.path(), "fifo"));
}

TEST_CASE("a symbolic link that leads out of the folder is refused, by whatever way") {
  const TempDir outside;
  outside.write("a.so", "x");
  const TempDir folder;
  folder.write("below/b.so", "x");
  fs::create_symlink(outside / "a.so", folder / "absolute.so");
  fs::create_symlink(folder / "below/b.so", folder / "absolute-within.so");
  fs::create_symlink("../../tmp", folder / "above.so");
  fs::create_directory_symlink(outside.path(), folder / "folder");
  for (const char* name : {"absolute.so", "absolute-within.so", "above.so", "folder/a.so"}) {
    CHECK(refusal(folder, name) == "file.link_outside");
  }
  CHECK(refusal(folder, "../x") == "file.link_outside");
  CHECK(find_beneath(folder.path(), "above.so").error().message ==
        "is a symbolic link to ../../tmp, which leads out of the folder");
  CHECK(find_beneath(folder.path(), "absolute.so")
            .error()
            .message.starts_with("is a symbolic link to " + outside / "a.so" +
                                 ", which begins with /"));
}

TEST_CASE("a symbolic link that leads nowhere or in a circle says so") {
  const TempDir folder;
  fs::create_symlink("gone", folder / "dangling.so");
  fs::create_symlink("loop.so", folder / "loop.so");
  CHECK(refusal(folder, "dangling.so") == "file.link_broken");
  CHECK(refusal(folder, "loop.so") == "file.link_broken");
  CHECK(find_beneath(folder.path(), "dangling.so").error().message ==
        "is a symbolic link that leads nowhere: there is no gone");
  CHECK(find_beneath(folder.path(), "loop.so").error().message.find("circle") != std::string::npos);
}

TEST_CASE("a file or a folder that is not there is missing") {
  const TempDir folder;
  CHECK(refusal(folder, "missing.so") == "file.missing");
  CHECK(find_beneath(folder / "missing", "a.so").error().code == "file.missing");
}

TEST_CASE("without openat2 a file is found step by step, and no link is followed") {
  const TempDir folder;
  const std::string file = folder.write("below/deep/a.so", "x");
  fs::create_symlink("below/deep/a.so", folder / "link.so");
  fs::create_directory_symlink("below", folder / "linked");
  const UniqueFd opened(::open(folder.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const auto find = [&](const std::string& name) {
    return find_beneath_stepwise(opened.get(), name, name);
  };
  const auto found = find("below/deep/a.so");
  REQUIRE(found);
  CHECK(inode_of(found->get()) == inode_of(file));
  for (const char* name : {"link.so", "linked/deep/a.so", "../x", "below/../../x", "/etc", ""}) {
    CAPTURE(name);
    REQUIRE_FALSE(find(name));
    CHECK(find(name).error().code == "file.link_outside");
  }
  CHECK(find("link.so").error().message.find("openat2") != std::string::npos);
  CHECK(find("missing.so").error().code == "file.missing");
  CHECK(find("below/deep/a.so/more").error().code == "file.missing");
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
