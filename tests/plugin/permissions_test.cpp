// SPDX-License-Identifier: Apache-2.0
#include "plugin/permissions.h"

#include <doctest/doctest.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "plugin/accounts.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

namespace fs = std::filesystem;
using test::TempDir;

constexpr uid_t kNobodyHere = 4'000'000'000;

/// A file of root's, which is ours whoever we are.
struct stat file_of(mode_t mode, uid_t uid = 0, gid_t gid = 0) {
  struct stat status {};
  status.st_mode = S_IFREG | mode;
  status.st_uid = uid;
  status.st_gid = gid;
  return status;
}

bool is_trusted(const struct stat& status, Permissions mode) {
  return !why_untrusted("/srv/a.so", status, mode);
}

Error refusal(const struct stat& status, Permissions mode) {
  const auto error = why_untrusted("/srv/a.so", status, mode);
  REQUIRE(error);
  CHECK(error->code == "file.untrusted");
  CHECK(error->subject == "/srv/a.so");
  return *error;
}

}  // namespace

TEST_CASE("a file that only its owner writes to is trusted, whoever reads and runs it") {
  for (const mode_t mode : {0755U, 0644U, 0600U, 0400U}) {
    CHECK(is_trusted(file_of(mode), Permissions::strict));
    CHECK(is_trusted(file_of(mode, ::geteuid()), Permissions::strict));
  }
}

TEST_CASE("setuid and setgid say nothing about who may write") {
  CHECK(is_trusted(file_of(04755), Permissions::strict));
  CHECK(is_trusted(file_of(02755), Permissions::strict));
}

TEST_CASE("a file that everybody may write to is refused with the command that mends it") {
  for (const Permissions mode : {Permissions::strict, Permissions::user}) {
    const Error error = refusal(file_of(0666), mode);
    CHECK(error.message ==
          "can be written to by everybody: it belongs to root (0) and has mode 0666");
    CHECK(error.hint == "chmod g-w,o-w '/srv/a.so'");
  }
}

TEST_CASE("the group may write where it is nobody but the owner, and the mode says user") {
  CHECK(is_trusted(file_of(0664), Permissions::user));
  CHECK(refusal(file_of(0664), Permissions::strict).message ==
        "can be written to by the group root (0): it belongs to root (0) and has mode 0664");
  CHECK_FALSE(is_trusted(file_of(0664, 0, 100), Permissions::user));
  CHECK_FALSE(is_trusted(file_of(0664, 0, kNobodyHere), Permissions::user));
}

TEST_CASE("a file of another user is refused, and nothing is in the mode off") {
  const Error error = refusal(file_of(0644, kNobodyHere), Permissions::user);
  CHECK(error.message.starts_with("belongs to 4000000000 (mode 0644), not to "));
  CHECK(error.hint.find("chown ") != std::string::npos);
  CHECK(error.hint.find("'/srv/a.so'") != std::string::npos);
  CHECK(is_trusted(file_of(0777, kNobodyHere), Permissions::off));
}

TEST_CASE("a path is quoted for the shell that its owner will paste the command into") {
  CHECK(why_untrusted("/srv/it's mine.so", file_of(0666), Permissions::user)->hint ==
        R"(chmod g-w,o-w '/srv/it'\''s mine.so')");
}

TEST_CASE("a private group does not help a file whose access list names somebody else") {
  const TempDir folder;
  const std::string file = folder.write("a.so", "x");
  struct Entry {
    std::uint16_t tag, may;
    std::uint32_t id;
  };
  struct {
    std::uint32_t version = 2;
    std::array<Entry, 5> entries{
        {{0x01, 6, ~0U}, {0x02, 6, 12345}, {0x04, 6, ~0U}, {0x10, 6, ~0U}, {0x20, 4, ~0U}}};
  } list;
  if (::setxattr(file.c_str(), "system.posix_acl_access", &list, sizeof list, 0) != 0) {
    MESSAGE("skipped: this file system has no access lists");
    return;
  }
  CHECK(why_untrusted(file, file_of(0664), Permissions::user));
  CHECK_FALSE(why_untrusted(folder / "other", file_of(0664), Permissions::user));
}

TEST_CASE("a folder is trusted if every folder above it is") {
  const TempDir top;
  const std::string folder = top.make_folder("open/plugins");
  CHECK_FALSE(why_untrusted_folder(folder, Permissions::strict));

  fs::permissions(top / "open", fs::perms::all);
  const auto error = why_untrusted_folder(folder, Permissions::strict);
  REQUIRE(error);
  CHECK(error->subject == folder);
  CHECK(error->message.starts_with(top.path() + "/open can be written to by everybody"));
  CHECK(error->hint == "chmod g-w,o-w '" + top.path() + "/open'");
  CHECK_FALSE(why_untrusted_folder(folder, Permissions::off));

  fs::permissions(top / "open", fs::perms::all | fs::perms::sticky_bit);
  CHECK_FALSE(why_untrusted_folder(folder, Permissions::strict));
  CHECK(why_untrusted_folder(top / "open", Permissions::strict));  // others may add files there
}

TEST_CASE("a folder behind a symbolic link is asked for what lies on both ways") {
  const TempDir top;
  top.make_folder("real/plugins");
  top.make_folder("links");
  fs::create_directory_symlink("../real/plugins", top / "links/plugins");
  CHECK_FALSE(why_untrusted_folder(top / "links/plugins", Permissions::strict));
  fs::create_directory_symlink(top / "real/plugins", top / "links/absolute");
  for (const char* link : {"links/./plugins/", "links/absolute"}) {
    for (const char* name : {"links", "real"}) {
      fs::permissions(top / name, fs::perms::all);
      const auto error = why_untrusted_folder(top / link, Permissions::strict);
      REQUIRE(error);
      CHECK(error->message.starts_with(top / name));
      fs::permissions(top / name, fs::perms::owner_all);
    }
  }
}

TEST_CASE("a folder that is missing or behind a circle of links cannot be trusted") {
  const TempDir top;
  fs::create_directory_symlink("loop", top / "loop");
  CHECK(why_untrusted_folder(top / "missing", Permissions::strict)->code == "file.missing");
  CHECK(why_untrusted_folder(top / "loop", Permissions::strict)->code == "file.unreadable");
}

TEST_CASE("a relative folder is looked at from the working folder") {
  CHECK_FALSE(why_untrusted_folder(".", Permissions::off));
  CHECK(why_untrusted_folder("no-such-folder", Permissions::strict)->subject == "no-such-folder");
}

TEST_CASE("users and groups have the names that the system knows") {
  CHECK(user_name(0) == "root (0)");
  CHECK(group_name(0) == "root (0)");
  CHECK(user_name(kNobodyHere) == "4000000000");
  CHECK(is_private_group(0, 0));
  CHECK_FALSE(is_private_group(0, 1));
  CHECK_FALSE(is_private_group(65534, 65534));  // nobody's nogroup, which lists no member
  CHECK_FALSE(is_private_group(kNobodyHere, kNobodyHere));
}

}  // namespace muster::plugin
