// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "support/serving_host.h"

namespace muster::test {
namespace {

struct stat status_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status;
}

void set_modified(const std::string& path, timespec moment) {
  const timespec times[2] = {moment, moment};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

/// Writes over a file without making a new one.
void write_in_place(const std::string& path, const std::string& bytes) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(file.flush());
}

}  // namespace

TEST_CASE(
    "FILE-05 other content of the same size and mtime is found, renamed over or written in place") {
  ServingHost serving;
  const std::string path = serving.plugin("a.so");
  echo_copy(path, "agent-000001", "version-0001");
  serving.host.start();
  const struct stat before = status_of(path);

  echo_copy(path, "agent-000001", "version-0002");
  set_modified(path, before.st_mtim);
  CHECK(status_of(path).st_size == before.st_size);
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.ask("agent-000001") == "version-0002");

  const std::string third = echo_copy(serving.root / "third.so", "agent-000001", "version-0003");
  write_in_place(path, content_of(third));
  set_modified(path, before.st_mtim);
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.ask("agent-000001") == "version-0003");
}

TEST_CASE("FILE-05 an mtime in the past or in the future hides nothing and changes nothing") {
  ServingHost serving;
  const std::string path = serving.plugin("a.so");
  echo_copy(path, "agent-000001", "version-0001");
  serving.host.start();
  for (const time_t seconds : {time_t{1}, time_t{4'000'000'000}}) {
    set_modified(path, {seconds, 0});
    CHECK(serving.host.reload().outcome() == Outcome::unchanged);
    echo_copy(path, "agent-000001", seconds == 1 ? "version-0002" : "version-0003");
    set_modified(path, {seconds, 0});
    CHECK(serving.host.reload().outcome() == Outcome::published);
  }
  CHECK(serving.ask("agent-000001") == "version-0003");
}

TEST_CASE("FILE-05 a skill of the same size and mtime with other content is found") {
  ServingHost serving;
  const std::string path =
      serving.root.write("skills/tidy/SKILL.md", "---\nname: tidy\ndescription: One.\n---\n");
  serving.host.start();
  const struct stat before = status_of(path);
  serving.root.write("skills/tidy/SKILL.md", "---\nname: tidy\ndescription: Two.\n---\n");
  set_modified(path, before.st_mtim);
  CHECK(serving.host.reload().changed.skills == std::vector<std::string>{"tidy"});
  CHECK(serving.host.skill("tidy")->descriptor.description == "Two.");
}

}  // namespace muster::test
