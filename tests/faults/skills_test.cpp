// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/inotify.h>
#include <sys/resource.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "skill/read.h"
#include "skill/skill.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

using namespace std::string_literals;

constexpr std::string_view kBody = "---\nBody.\n";

// The text of a SKILL.md that has whatever else in its front matter.
std::string with(const std::string& yaml) {
  return "---\nname: mine\ndescription: Does it.\n" + yaml + std::string(kBody);
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

std::string keys(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "k" + std::to_string(i) + ":\n";
  return text;
}

struct Malformed {
  std::string text;
  std::string_view code;
  std::string place;  // behind the path of SKILL.md
};

std::vector<Malformed> malformed() {
  const std::string start = "---\nname: mine\ndescription: Does it.\n";
  return {
      {"", "skill.no_front_matter", ":1:1"},
      {"# Title\n", "skill.no_front_matter", ":1:1"},
      {start, "skill.unclosed_front_matter", ":1:1"},
      {"\xff\xfe-\0-\0-\0\n\0"s, "skill.not_utf8", ":1:1"},
      {with("tool:\n\tkey: value\n"), "yaml.syntax", ":5:1"},
      {with("...\n--- # another\nname: other\n"), "yaml.second_document", ":5:1"},
      {with("x: " + std::string(32'768, 'x') + "\n"), "yaml.too_large", ":2:1"},
      {with(keys(2000)), "yaml.too_many_keys", ":258:1"},
      {with(keys(1'000'000)), "file.too_large", ""},
      {with("x: [" + repeated("y,", 10'000) + "]\n"), "yaml.too_many_values", ":4:8189"},
      {with("name: other\n"), "yaml.duplicate_key", ":4:1"},
      {with("x: \"a\0b\"\n"s), "yaml.control", ":4:6"},
      {with("x: \xff\n"), "skill.not_utf8", ":4:4"},
      {with("x: \x1b[2J\n"), "yaml.control", ":4:4"},
      {with("x: a\xc2\x9b"
            "2J\n"),
       "yaml.control", ":4:5"},
  };
}

// Tells whether anybody opens a file.
class Opened {
 public:
  explicit Opened(const std::string& path) : inotify_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
    REQUIRE(::inotify_add_watch(inotify_.get(), path.c_str(), IN_OPEN | IN_ACCESS) >= 0);
  }
  [[nodiscard]] bool ever() const {
    alignas(inotify_event) std::array<char, 4096> events;
    return ::read(inotify_.get(), events.data(), events.size()) > 0;
  }

 private:
  UniqueFd inotify_;
};

// Runs on a thread with a small stack, and waits for its end.
template <class Work>
void run_on_stack(std::size_t bytes, Work work) {
  pthread_attr_t attributes;
  REQUIRE(::pthread_attr_init(&attributes) == 0);
  REQUIRE(::pthread_attr_setstacksize(&attributes, bytes) == 0);
  pthread_t thread{};
  const auto run = [](void* argument) -> void* {
    (*static_cast<Work*>(argument))();
    return nullptr;
  };
  REQUIRE(::pthread_create(&thread, &attributes, run, &work) == 0);
  ::pthread_join(thread, nullptr);
  ::pthread_attr_destroy(&attributes);
}

}  // namespace

TEST_CASE("SKILL-01 each malformed SKILL.md is refused at its place, and the others are served") {
  ServingHost serving;
  serving.root.write("skills/good/SKILL.md", "---\nname: good\ndescription: Good.\n---\n");
  const auto all = malformed();
  for (std::size_t i = 0; i < all.size(); ++i) {
    serving.root.write("skills/bad" + std::to_string(i) + "/SKILL.md", all[i].text);
  }
  const ReloadReport report = serving.host.start();
  CHECK(report.added.skills == std::vector<std::string>{"good"});
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string folder = serving.skills + "/bad" + std::to_string(i);
    CAPTURE(folder);
    const auto file = std::ranges::find(report.files, folder, &FileReport::path);
    REQUIRE(file != report.files.end());
    CHECK(file->outcome == FileOutcome::rejected);
    REQUIRE_FALSE(file->problems.empty());
    CHECK(file->problems[0].code == all[i].code);
    CHECK(file->problems[0].subject == folder + "/SKILL.md" + all[i].place);
    CHECK_FALSE(file->problems[0].hint.empty());
  }
}

TEST_CASE("SKILL-01 a byte order mark, CRLF and a file without a last line end are accepted") {
  ServingHost serving;
  serving.root.write("skills/bom/SKILL.md",
                     "\xef\xbb\xbf---\nname: bom\ndescription: d\n---\nBody.\n");
  serving.root.write("skills/crlf/SKILL.md",
                     "---\r\nname: crlf\r\ndescription: d\r\n---\r\nBody.\r\n");
  serving.root.write("skills/short/SKILL.md", "---\nname: short\ndescription: d\n---");
  const ReloadReport report = serving.host.start();
  CHECK(report.added.skills == std::vector<std::string>{"bom", "crlf", "short"});
  for (const FileReport& file : report.files) CHECK(file.warnings.empty());
  CHECK(serving.host.skill_body("crlf").value() == "Body.\r\n");
  CHECK(serving.host.skill_body("short").value().empty());
}

TEST_CASE("SKILL-01 a SKILL.md of a gigabyte is refused without being read") {
  const TempDir dir;
  const std::string file = dir.write("mine/SKILL.md", with(""));
  std::filesystem::resize_file(file, std::uintmax_t{1} << 30);
  rusage before{};
  REQUIRE(::getrusage(RUSAGE_SELF, &before) == 0);
  const auto loaded = skill::load(dir / "mine", skill::Mode::lenient);
  rusage after{};
  REQUIRE(::getrusage(RUSAGE_SELF, &after) == 0);
  REQUIRE(loaded.errors.size() == 1);
  CHECK(loaded.errors[0].code == "file.too_large");
  CHECK(after.ru_maxrss - before.ru_maxrss < 64 * 1024);
}

TEST_CASE("SKILL-02 front matter made to exhaust is refused at the first such event") {
  const std::vector<std::pair<std::string, std::string_view>> hostile{
      {repeated("[", 9) + repeated("]", 9), "yaml.too_deep"},
      {repeated("[", 600) + repeated("]", 600), "yaml.too_deep"},
      {repeated("{a: ", 600) + "b" + repeated("}", 600), "yaml.too_deep"},
      {repeated("- ", 600) + "a", "yaml.too_deep"},
      {repeated("[", 30'000), "yaml.key"},
      {repeated("[", 100'000), "yaml.too_large"},
      {"[&a [*a]]", "yaml.anchor"},
      {"[*a]", "yaml.alias"},
      {"[&a [x, x], &b [*a, *a], &c [*b, *b], [*c, *c]]", "yaml.anchor"},
      {"[!!python/object 'x']", "yaml.tag"},
      {"{<<: {a: b}}", "yaml.merge_key"},
  };
  for (const bool small : {false, true}) {
    std::vector<std::string> codes;
    run_on_stack(small ? 256 * 1024 : 8 << 20, [&] {
      for (const auto& [value, code] : hostile) {
        const bool is_block = value.starts_with('-');
        const std::string text = with("x:" + std::string(is_block ? "\n " : " ") + value + "\n");
        const auto parsed = skill::parse(text, "SKILL.md", "mine", skill::Mode::lenient);
        codes.push_back(parsed.errors.size() == 1 ? std::string(parsed.errors[0].code) : "none");
      }
    });
    for (std::size_t i = 0; i < hostile.size(); ++i) {
      CAPTURE(hostile[i].first.substr(0, 40));
      CHECK(codes.at(i) == hostile[i].second);
    }
  }
}

TEST_CASE("SKILL-03 a path out of a skill is refused, and what lies there is never opened") {
  ServingHost serving;
  serving.root.write("skills/mine/SKILL.md", with(""));
  const std::string secret = serving.root.write("skills/secret", "secret");
  for (const auto& [link, target] : std::vector<std::pair<const char*, std::string>>{
           {"up", "../secret"}, {"absolute", secret}, {"password", "/etc/passwd"}}) {
    std::filesystem::create_symlink(target, serving.root / ("skills/mine/"s + link));
  }
  std::filesystem::create_directory_symlink("..", serving.root / "skills/mine/folder");
  const Opened secret_opened(secret);
  const ReloadReport report = serving.host.start();
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].warnings.size() == 4);
  REQUIRE(serving.host.skill("mine")->files.size() == 1);

  for (const std::string& path :
       {"../secret"s, "/etc/passwd"s, secret, "x/../../secret"s, "..\0"s, "SKILL.md\0/../x"s}) {
    CAPTURE(path);
    const auto bytes = serving.host.skill_file("mine", path);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().code == "skill.bad_path");
    CHECK(bytes.error().kind == Kind::denied);
  }
  for (const char* path : {"up", "absolute", "password", "folder/secret", "folder"}) {
    CAPTURE(path);
    CHECK(serving.host.skill_file("mine", path).error().code == "skill.no_such_file");
  }
  CHECK_FALSE(secret_opened.ever());
}

TEST_CASE("SKILL-03 a file that is swapped for a link while it is opened leads nowhere else") {
  const TempDir dir;
  dir.write("mine/SKILL.md", with(""));
  const std::string file = dir.write("mine/data", "public");
  const std::string secret = dir.write("secret", "public");  // its bytes would pass for the file's
  const auto skill = skill::load(dir / "mine", skill::Mode::strict).skill;
  REQUIRE(skill);
  const Opened opened(secret);
  const auto swap_for_link = [&] {
    std::filesystem::create_symlink("../secret", dir / "link");
    std::filesystem::rename(dir / "link", file);
  };
  for (int i = 0; i < 100; ++i) {
    const auto bytes = skill::read_resource(*skill, "data", swap_for_link);
    REQUIRE_FALSE(bytes);
    CHECK(bytes.error().code == "skill.changed");
    dir.write("fresh", "public");
    std::filesystem::rename(dir / "fresh", file);
    CHECK(skill::read_resource(*skill, "data").value() == "public");
  }
  CHECK_FALSE(opened.ever());
}

}  // namespace muster::test
