// SPDX-License-Identifier: Apache-2.0
#include "package/place.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/temp_dir.h"

namespace muster::package {
namespace {

namespace fs = std::filesystem;

TEST_CASE("what is in place already stays, unless two folders are to change places") {
  const test::TempDir dir;
  dir.write("new/content", "new");
  dir.write("old/content", "old");
  for (const Replace replace : {Replace::nothing, Replace::file}) {
    CHECK_FALSE(put_in_place(dir / "new", dir / "old", replace));
    CHECK(fs::file_size(dir / "new/content") == 3);
  }
  CHECK(put_in_place(dir / "new", dir / "old", Replace::nothing).error().code == "package.exists");
  CHECK(put_in_place(dir / "new", dir / "old", Replace::folder));
  CHECK(fs::exists(dir / "new"));
  CHECK(put_in_place(dir / "new", dir / "free", Replace::folder));
  CHECK_FALSE(fs::exists(dir / "new"));
}

TEST_CASE("a file takes the place of a file, and of nothing else") {
  const test::TempDir dir;
  dir.write("folder/thesis.txt", "kept");
  dir.write("old", "old");
  fs::create_symlink("old", dir / "link");
  for (const char* const place : {"folder", "link"}) {
    const std::string file = dir.write("new", "new");
    const auto refused = put_in_place(file, dir / place, Replace::file);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "package.not_replaced");
  }
  CHECK(fs::exists(dir / "folder/thesis.txt"));
  CHECK(fs::is_symlink(dir / "link"));
  CHECK(put_in_place(dir / "new", dir / "old", Replace::file));
  CHECK(fs::file_size(dir / "old") == 3);
  CHECK_FALSE(fs::exists(dir / "new"));
}

}  // namespace
}  // namespace muster::package
