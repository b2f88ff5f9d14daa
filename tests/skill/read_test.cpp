// SPDX-License-Identifier: Apache-2.0
#include "skill/read.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <atomic>
#include <filesystem>
#include <string>
#include <thread>

#include "support/temp_dir.h"

using namespace muster;
using skill::read_body;
using skill::read_resource;
using test::TempDir;

namespace {

constexpr std::string_view kFrontMatter = "---\nname: greet\ndescription: Greets.\n---\n";

struct Greeting {
  explicit Greeting(const std::string& body = "Say hello.\n") {
    dir.write("greet/SKILL.md", std::string(kFrontMatter) + body);
    dir.write("greet/scripts/run.sh", "echo one\n");
    skill = skill::load(dir / "greet", skill::Mode::strict).skill;
    REQUIRE(skill);
  }
  TempDir dir;
  skill::SkillPtr skill;
};

const std::string kLongBody(40'000, 'x');

template <class T>
std::string code_of(const Result<T>& result) {
  REQUIRE_FALSE(result);
  return std::string(result.error().code);
}

}  // namespace

TEST_CASE("files of a skill are read by their paths") {
  const Greeting greeting;
  CHECK(read_resource(*greeting.skill, "scripts/run.sh").value() == "echo one\n");
  CHECK(read_resource(*greeting.skill, "SKILL.md").value().starts_with("---\n"));
  CHECK(read_body(*greeting.skill).value() == "Say hello.\n");
}

TEST_CASE("a body that is not held is read, and has no front matter") {
  const Greeting greeting(kLongBody);
  CHECK_FALSE(greeting.skill->body);
  CHECK(read_body(*greeting.skill).value() == kLongBody);
}

TEST_CASE("a path that leads out of a skill is refused, whatever lies there") {
  const Greeting greeting;
  for (const char* path :
       {"../greet/SKILL.md", "scripts/../SKILL.md", "..", "/etc/passwd", "/", "scripts/.."}) {
    CAPTURE(path);
    CHECK(code_of(read_resource(*greeting.skill, path)) == "skill.bad_path");
  }
  CHECK(code_of(read_resource(*greeting.skill, std::string_view("SKILL.md\0x", 10))) ==
        "skill.bad_path");
}

TEST_CASE("a path that is not in the list is not looked for") {
  const Greeting greeting;
  greeting.dir.write("greet/later", "");
  for (const char* path :
       {"later", "", "scripts", "scripts/", "./SKILL.md", "scripts//run.sh", "skill.md", "a..b"}) {
    CAPTURE(path);
    CHECK(code_of(read_resource(*greeting.skill, path)) == "skill.no_such_file");
  }
}

TEST_CASE("other bytes than at the load are an error, never an answer") {
  const Greeting greeting(kLongBody);
  const std::string file = greeting.dir / "greet/scripts/run.sh";
  greeting.dir.write("greet/scripts/run.sh", "echo two\n");
  CHECK(code_of(read_resource(*greeting.skill, "scripts/run.sh")) == "skill.changed");
  greeting.dir.write("greet/scripts/run.sh", "echo one\nmore");
  CHECK(code_of(read_resource(*greeting.skill, "scripts/run.sh")) == "skill.changed");
  std::filesystem::remove(file);
  CHECK(code_of(read_resource(*greeting.skill, "scripts/run.sh")) == "skill.changed");
  greeting.dir.write("greet/SKILL.md", std::string(kFrontMatter) + std::string(40'000, 'y'));
  const auto body = read_body(*greeting.skill);
  CHECK(code_of(body) == "skill.changed");
  CHECK(body.error().kind == Kind::conflict);
  greeting.dir.write("greet/scripts/run.sh", "echo one\n");
  CHECK(read_resource(*greeting.skill, "scripts/run.sh"));  // what it was is what it is
}

TEST_CASE("a file that cannot be opened for want of descriptors has not changed") {
  const Greeting greeting;
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit none{0, before.rlim_max};
  const auto bytes =
      read_resource(*greeting.skill, "scripts/run.sh", [&] { ::setrlimit(RLIMIT_NOFILE, &none); });
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK(code_of(bytes) == "file.unreadable");
  CHECK(read_resource(*greeting.skill, "scripts/run.sh"));
}

TEST_CASE("a body that is held outlives its file") {
  const Greeting greeting;
  std::filesystem::remove_all(greeting.dir / "greet");
  CHECK(read_body(*greeting.skill).value() == "Say hello.\n");
  CHECK(code_of(read_resource(*greeting.skill, "SKILL.md")) == "skill.changed");
}

TEST_CASE("a file that is swapped for a link while it is opened is not followed out") {
  const Greeting greeting;
  const std::string file = greeting.dir / "greet/scripts/run.sh";
  greeting.dir.write("secret", "echo one\n");  // of the very bytes, so that only the way refuses it
  const auto swapped = [&](const char* target) {
    return read_resource(*greeting.skill, "scripts/run.sh", [&] {
      std::filesystem::remove(file);
      std::filesystem::create_symlink(target, file);
    });
  };
  for (const char* target : {"../../secret", "/etc/passwd"}) {
    const auto bytes = swapped(target);
    CHECK(code_of(bytes) == "skill.changed");
    CHECK(bytes.error().message.find("leads out of the folder") != std::string::npos);
  }
  std::filesystem::rename(greeting.dir / "greet/scripts", greeting.dir / "scripts");
  std::filesystem::create_symlink("../scripts", greeting.dir / "greet/scripts");
  CHECK(code_of(read_resource(*greeting.skill, "scripts/run.sh")) == "skill.changed");
}

TEST_CASE("while a writer renames and rewrites, a reader has the bytes of the digest or an error") {
  const Greeting greeting;
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; !done; ++i) {
      const std::string text = i % 3 == 0 ? "echo one\n" : "echo two\n";
      greeting.dir.write(i % 2 == 0 ? "greet/scripts/run.sh" : "greet/scripts/next", text);
      if (i % 2 != 0) {
        std::filesystem::rename(greeting.dir / "greet/scripts/next",
                                greeting.dir / "greet/scripts/run.sh");
      }
    }
  });
  for (int i = 0; i < 2000; ++i) {
    const auto bytes = read_resource(*greeting.skill, "scripts/run.sh");
    if (bytes) {
      CHECK(*bytes == "echo one\n");
    } else {
      CHECK(bytes.error().code == "skill.changed");
    }
  }
  done = true;
  writer.join();
}
