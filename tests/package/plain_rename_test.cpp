// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <stdio.h>  // renameat2

#include <cerrno>

#include "base/file.h"
#include "package/place.h"
#include "support/temp_dir.h"

// A file system that can only rename, as NFS. Comes before the C library's.
extern "C" int renameat2(int from_folder, const char* from, int to_folder, const char* to,
                         unsigned int flags) noexcept {
  if (flags == 0) return ::renameat(from_folder, from, to_folder, to);
  errno = EINVAL;
  return -1;
}

namespace muster::package {
namespace {

std::string content_of(const std::string& file) {
  const auto content = read_file(file, 100, file);
  return content ? content->bytes : std::string(content.error().code);
}

TEST_SUITE_BEGIN("package");

TEST_CASE("what is put into a place that is free is there, on any file system") {
  const test::TempDir dir;
  dir.write("new/SKILL.md", "new");
  CHECK(put_in_place(dir / "new", dir / "free", Replace::nothing));
  CHECK(content_of(dir / "free/SKILL.md") == "new");
}

TEST_CASE("what is there stays where it is not to be replaced, on any file system") {
  const test::TempDir dir;
  dir.write("new/SKILL.md", "new");
  dir.make_folder("old");  // empty: a plain rename would replace it
  const auto refused = put_in_place(dir / "new", dir / "old", Replace::nothing);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "package.exists");
  CHECK(content_of(dir / "new/SKILL.md") == "new");
}

TEST_CASE("what is replaced goes where the new one came from, on any file system") {
  const test::TempDir dir;
  dir.write("new/SKILL.md", "new");
  dir.write("old/SKILL.md", "old");
  CHECK(put_in_place(dir / "new", dir / "old", Replace::folder));
  CHECK(content_of(dir / "old/SKILL.md") == "new");
  CHECK(content_of(dir / "new/SKILL.md") == "old");
  CHECK(put_in_place(dir / "missing", dir / "old", Replace::folder).error().code ==
        "package.unwritable");
  CHECK(content_of(dir / "old/SKILL.md") == "new");
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::package
