// SPDX-License-Identifier: Apache-2.0
// Plugins on a disk that fails, or takes its time.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <filesystem>
#include <thread>

#include "base/stamp.h"
#include "program/sandbox.h"

namespace muster::test {
namespace {

/// Whether the program can be given a faulty disk; the test says so if not.
bool has_faulty_disk() {
#ifdef MUSTER_FAULTY_DISK
  return true;
#else
  MESSAGE("skipped: a sanitizer's runtime has to come before every other library");
  return false;
#endif
}

Program::Variables with_faulty_disk(const Sandbox& sandbox, const std::string& eio_at = "0") {
  Program::Variables variables = sandbox.variables();
#ifdef MUSTER_FAULTY_DISK
  variables["LD_PRELOAD"] = MUSTER_FAULTY_DISK;
#endif
  variables["TEST_EIO_AT"] = eio_at;
  return variables;
}

void drop_as(const Sandbox& sandbox, const std::string& plugin, const std::string& name) {
  write_whole(sandbox.plugins() + "/" + name, content_of(MUSTER_PLUGINS "/" + plugin + ".so"));
}

std::size_t count_copies(const Sandbox& sandbox) {
  const auto folders = sandbox.staged();
  REQUIRE(folders.size() == 1);
  return static_cast<std::size_t>(
      std::distance(std::filesystem::directory_iterator(folders[0]), {}));
}

// Until what is known of the file by its stamp counts.
void wait_until_trusted(const std::string& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  while (!Stamp::of(status).settled_at(Stamp::now_ns())) std::this_thread::yield();
}

TEST_CASE("DISK-01 a read that fails keeps the old table and names the reason") {
  if (!has_faulty_disk()) return;
  for (const char* at : {"1", "2"}) {  // before the first byte, after the last
    const Sandbox sandbox;
    Program host(sandbox.serve_words(), with_faulty_disk(sandbox, at));
    host.wait_for("muster: ready: ");
    const std::size_t copies = count_copies(sandbox);
    drop_as(sandbox, "digest", "faulty.so");

    const Ended refused = sandbox.run({"reload"});

    CHECK(refused.status == 3);
    CHECK(refused.out.find("plugins/faulty.so: cannot read it: Input/output error") !=
          std::string::npos);
    CHECK(sandbox.run_json({"status"}).at("generation") == 1);
    CHECK(sandbox.run({"call", "echo", R"({"text":"on"})"}).status == 0);
    CHECK(count_copies(sandbox) == copies);
    CHECK(sandbox.run({"reload"}).status == 0);  // it came back
    CHECK(sandbox.run({"call", "digest", R"({"text":"abc"})"}).status == 0);
  }
}

TEST_CASE(
    "DISK-01 a library that could not be looked at for want of memory is taken in the next time") {
  if (!has_faulty_disk()) return;
  const Sandbox sandbox;
  Program host(sandbox.serve_words(), with_faulty_disk(sandbox));
  host.wait_for("muster: ready: ");
  drop_as(sandbox, "digest", "unmapped.so");
  wait_until_trusted(sandbox.plugins() + "/unmapped.so");

  const Ended refused = sandbox.run({"reload"});

  CHECK(refused.status == 3);
  CHECK(refused.out.find("plugins/unmapped.so: cannot map it: Cannot allocate memory") !=
        std::string::npos);
  CHECK(sandbox.run({"reload"}).status == 0);
  CHECK(sandbox.run({"call", "digest", R"({"text":"abc"})"}).status == 0);
}

TEST_CASE("DISK-01 a skill is not served without a file that cannot be read") {
  if (!has_faulty_disk()) return;
  const Sandbox sandbox;
  sandbox.temp().write("skills/tidy/SKILL.md", "---\nname: tidy\ndescription: Tidies.\n---\nold\n");
  Program host(sandbox.serve_words(), with_faulty_disk(sandbox, "1"));
  host.wait_for("muster: ready: ");
  sandbox.temp().write("skills/tidy/faulty.so", "It is no library.\n");

  CHECK(sandbox.run({"reload"}).out.find("skills/tidy/faulty.so: cannot read it") !=
        std::string::npos);
  CHECK(sandbox.run({"skills", "read", "tidy"}).out == "old\n");
  CHECK(sandbox.run({"skills", "read", "tidy", "faulty.so"}).status == 1);
  CHECK(sandbox.run({"reload"}).status == 0);
  CHECK(sandbox.run({"skills", "read", "tidy", "faulty.so"}).out == "It is no library.\n");
}

TEST_CASE("DISK-01 calls, listings and status do not wait for a slow disk") {
  if (!has_faulty_disk()) return;
  const Sandbox sandbox;
  REQUIRE(::mkfifo((sandbox / "began").c_str(), 0600) == 0);
  REQUIRE(::mkfifo((sandbox / "finish").c_str(), 0600) == 0);
  // Both ways, so that opening waits for nobody.
  const UniqueFd began(::open((sandbox / "began").c_str(), O_RDWR | O_CLOEXEC));
  const UniqueFd finish(::open((sandbox / "finish").c_str(), O_RDWR | O_CLOEXEC));
  Program host(sandbox.serve_words(), with_faulty_disk(sandbox));
  host.wait_for("muster: ready: ");
  drop_as(sandbox, "digest", "slow.so");
  Program reload({"reload"}, sandbox.variables());
  char byte = 0;
  REQUIRE(::read(began.get(), &byte, 1) == 1);

  CHECK(sandbox.run({"call", "echo", R"({"text":"on"})"}).status == 0);
  CHECK(sandbox.run({"list"}).status == 0);
  CHECK(sandbox.run_json({"status"}).at("generation") == 1);

  const std::string enough(100, 'x');  // for every read there may be
  REQUIRE(::write(finish.get(), enough.data(), enough.size()) == 100);
  CHECK(reload.wait().status == 0);
  CHECK(sandbox.run({"call", "digest", R"({"text":"abc"})"}).status == 0);
}

}  // namespace
}  // namespace muster::test
