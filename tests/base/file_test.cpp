// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <string>
#include <thread>

#include "base/unique_fd.h"
#include "support/temp_dir.h"

using muster::read_file;
using muster::test::TempDir;

namespace {

// From now on each file that this thread closes says that it could not be written.
bool fail_to_close() {
  std::array<sock_filter, 4> program{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog filter{program.size(), program.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

}  // namespace

TEST_CASE("a file's bytes come with its stamp") {
  const TempDir dir;
  const std::string bytes("a\0b\n", 4);
  const std::string path = dir.write("f", bytes);
  const auto content = read_file(path, 100, "f");
  REQUIRE(content);
  CHECK(content->bytes == bytes);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK(content->stamp == muster::Stamp::of(status));
  CHECK(content->stamp.size == 4);
  CHECK(content->read_at_ns > 0);
}

TEST_CASE("a file of exactly the limit is read, one byte more is too large") {
  const TempDir dir;
  const std::string bytes(40'000, 'x');
  const std::string path = dir.write("f", bytes);
  CHECK(read_file(path, 40'000, "f")->bytes == bytes);
  const auto refused = read_file(path, 39'999, "f");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "file.too_large");
  CHECK(refused.error().message == "is larger than 39999 bytes");
}

TEST_CASE("an empty file is read") {
  const TempDir dir;
  CHECK(read_file(dir.write("f", ""), 0, "f")->bytes.empty());
}

TEST_CASE("a missing file is named by its subject") {
  const TempDir dir;
  const auto refused = read_file(dir / "none", 1, "skills/a/SKILL.md");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "file.missing");
  CHECK(refused.error().kind == muster::Kind::not_found);
  CHECK(refused.error().subject == "skills/a/SKILL.md");
}

TEST_CASE("a directory is refused and called one") {
  const TempDir dir;
  const auto refused = read_file(dir.path(), 1, "d");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "file.not_regular");
  CHECK(refused.error().message == "is a directory, not a regular file");
}

TEST_CASE("a FIFO that nobody writes to is refused at once") {
  const TempDir dir;
  REQUIRE(::mkfifo((dir / "fifo").c_str(), 0600) == 0);
  const auto refused = read_file(dir / "fifo", 1, "fifo");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "is a FIFO, not a regular file");
}

TEST_CASE("a socket is refused and called one") {
  const TempDir dir;
  const std::string path = dir / "s";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof(address.sun_path));
  std::copy(path.begin(), path.end(), address.sun_path);
  const muster::UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  const auto refused = read_file(path, 1, "s");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "is a socket, not a regular file");
}

TEST_CASE("a device is refused and called one") {
  const auto refused = read_file("/dev/zero", 1, "z");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == "is a character device, not a regular file");
}

TEST_CASE("a symbolic link to a file is followed") {
  const TempDir dir;
  dir.write("f", "text");
  REQUIRE(::symlink("f", (dir / "link").c_str()) == 0);
  CHECK(read_file(dir / "link", 9, "link")->bytes == "text");
}

TEST_CASE("a loop of symbolic links is an error of its own") {
  const TempDir dir;
  REQUIRE(::symlink("loop", (dir / "loop").c_str()) == 0);
  const auto refused = read_file(dir / "loop", 1, "loop");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "file.unreadable");
}

TEST_CASE("a file is replaced whole, for its user alone") {
  const TempDir dir;
  const std::string path = dir.write("f", "a longer text");
  REQUIRE(::chmod(path.c_str(), 0666) == 0);
  REQUIRE(muster::replace_file(path, "new", "f"));
  CHECK(read_file(path, 99, "f")->bytes == "new");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
}

TEST_CASE("a file is replaced with the mode that is asked for, whatever the umask") {
  const TempDir dir;
  const std::string path = dir.write("f", "old");
  const mode_t umask = ::umask(077);
  const auto replaced = muster::replace_file(path, "new", "f", 0775);
  ::umask(umask);
  REQUIRE(replaced);
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0775);
}

TEST_CASE("who has the old file open reads on in it while it is replaced") {
  const TempDir dir;
  const std::string path = dir.write("f", "old");
  const muster::UniqueFd old(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  REQUIRE(muster::replace_file(path, "new", "f"));
  std::array<char, 4> bytes{};
  CHECK(::read(old.get(), bytes.data(), bytes.size()) == 3);
  CHECK(std::string_view(bytes.data(), 3) == "old");
}

TEST_CASE("what a dead writer left beside a file is no hindrance") {
  const TempDir dir;
  dir.write("f.new", "half of a te");
  REQUIRE(muster::replace_file(dir / "f", "text", "f"));
  CHECK(read_file(dir / "f", 99, "f")->bytes == "text");
  CHECK(read_file(dir / "f.new", 99, "f").error().code == "file.missing");
}

TEST_CASE("a file that cannot be replaced stays as it is, and nothing beside it") {
  const TempDir dir;
  dir.make_folder("f/g");
  const auto refused = muster::replace_file(dir / "f", "text", "the file");
  REQUIRE_FALSE(refused);
  CHECK(refused.error().subject == "the file");
  CHECK(refused.error().message == "cannot write it: Is a directory");
  CHECK(read_file(dir / "f.new", 99, "f").error().code == "file.missing");
}

TEST_CASE("a file whose last bytes are lost when it is closed takes no other's place") {
  const TempDir dir;
  const std::string path = dir.write("f", "old");
  std::string message;
  std::thread([&] {
    const bool can_fail = fail_to_close();
    const auto replaced = muster::replace_file(path, "new", "f");
    message = !can_fail ? "no filter" : replaced ? "" : replaced.error().message;
  }).join();
  CHECK(message == "cannot write it: Input/output error");
  CHECK(read_file(path, 99, "f")->bytes == "old");
  CHECK(read_file(dir / "f.new", 99, "f").error().code == "file.missing");
}
