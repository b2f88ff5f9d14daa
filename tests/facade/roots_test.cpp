// SPDX-License-Identifier: Apache-2.0
// Folders of skills that are not what they should be.
#include <doctest/doctest.h>
#include <muster/host.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "support/serving_host.h"
#include "support/unprivileged.h"

namespace muster {
namespace {

using test::ServingHost;
using test::TempDir;
using Strings = std::vector<std::string>;

constexpr std::string_view kEnd = "---\nBody.\n";

std::string skill_text(const std::string& name, const std::string& more = {}) {
  return "---\nname: " + name + "\ndescription: d\n" + more + std::string(kEnd);
}

Strings codes_of(const std::vector<Error>& errors) {
  Strings codes;
  for (const Error& error : errors) codes.emplace_back(error.code);
  return codes;
}

/// Two roots, of which tests spoil the first.
struct TwoRoots {
  TempDir dir;
  std::string first = dir.make_folder("first");
  std::string second = dir.make_folder("second");
  std::string staging = dir.make_folder("staging");
  Host host{{.skills = {first, second}, .staging = staging}};

  TwoRoots() {
    dir.write("first/one/SKILL.md", skill_text("one"));
    dir.write("second/two/SKILL.md", skill_text("two"));
  }
  [[nodiscard]] Strings live() const {
    Strings names;
    for (const SkillInfo& skill : host.skills()) names.push_back(skill.descriptor.name);
    return names;
  }
};

TEST_SUITE_BEGIN("facade");

TEST_CASE("a root of skills that vanishes keeps what serves, and comes back") {
  TwoRoots roots;
  REQUIRE(roots.host.start().outcome() == Outcome::published);
  std::filesystem::rename(roots.first, roots.dir / "away");
  for (int i = 0; i < 2; ++i) {
    const ReloadReport gone = roots.host.reload();
    CHECK(gone.outcome() == Outcome::rejected);
    CHECK(codes_of(gone.errors) == Strings{"catalog.root_missing"});
    CHECK(roots.live() == Strings{"one", "two"});
  }
  roots.dir.write("away/three/SKILL.md", skill_text("three"));
  std::filesystem::rename(roots.dir / "away", roots.first);
  const ReloadReport back = roots.host.reload();
  CHECK(back.outcome() == Outcome::published);
  CHECK(back.added.skills == Strings{"three"});
  CHECK(back.removed.skills.empty());
  CHECK(roots.live() == Strings{"one", "three", "two"});
}

TEST_CASE("a root that is missing at the start is told, the other one is served") {
  TwoRoots roots;
  std::filesystem::rename(roots.first, roots.dir / "away");
  const ReloadReport started = roots.host.start();
  CHECK(started.outcome() == Outcome::published);
  CHECK(codes_of(started.errors) == Strings{"catalog.root_missing"});
  CHECK(roots.live() == Strings{"two"});
  std::filesystem::rename(roots.dir / "away", roots.first);
  CHECK(roots.host.reload().added.skills == Strings{"one"});
}

TEST_CASE("a root that cannot be read is told, and keeps what serves") {
  const test::Unprivileged user;
  TwoRoots roots;
  REQUIRE(roots.host.start().outcome() == Outcome::published);
  for (const mode_t mode : {mode_t{0444}, mode_t{0111}, mode_t{0000}}) {
    REQUIRE(::chmod(roots.first.c_str(), mode) == 0);
    const ReloadReport closed = roots.host.reload();
    REQUIRE(::chmod(roots.first.c_str(), 0755) == 0);
    CHECK(closed.outcome() == Outcome::rejected);
    CHECK(codes_of(closed.errors) == Strings{"catalog.root_unreadable"});
    CHECK(roots.live() == Strings{"one", "two"});
    CHECK(roots.host.reload().outcome() == Outcome::unchanged);
  }
}

/// A folder in memory: a disk takes minutes for a hundred thousand folders.
class FolderInMemory {
 public:
  FolderInMemory() {
    if (::mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~FolderInMemory() {
    std::error_code left;
    if (!path_.empty()) std::filesystem::remove_all(path_, left);
  }
  FolderInMemory(const FolderInMemory&) = delete;
  FolderInMemory& operator=(const FolderInMemory&) = delete;

  /// Empty: there is none.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Whether there was room for all of them.
  [[nodiscard]] bool add_folders(int count) const {
    for (int i = 0; i < count; ++i) {
      if (::mkdir((path_ + '/' + std::to_string(i)).c_str(), 0755) != 0) return false;
    }
    return true;
  }

 private:
  std::string path_ = "/dev/shm/muster-test-XXXXXX";
};

TEST_CASE("a root of 100,000 folders is told, and the others serve on") {
  const FolderInMemory many;
  if (many.path().empty() || !many.add_folders(100'000)) {
    MESSAGE("skipped: no room for 100,000 folders in /dev/shm");
    return;
  }
  TwoRoots roots;
  Host host({.skills = {many.path(), roots.second}, .staging = roots.staging});
  const ReloadReport started = host.start();
  CHECK(started.outcome() == Outcome::published);
  REQUIRE(codes_of(started.errors) == Strings{"catalog.too_many_files"});
  CHECK(started.errors[0].message == "it holds more than 20000 folders");
  CHECK(started.added.skills == Strings{"two"});
  CHECK(host.reload().outcome() == Outcome::rejected);
  CHECK(host.skills().size() == 1);
}

TEST_CASE("a link out of a root of skills is told at each reload, and stops nothing") {
  TwoRoots roots;
  std::filesystem::create_directory_symlink("../second/two", roots.dir / "first/linked");
  const ReloadReport started = roots.host.start();
  CHECK(started.outcome() == Outcome::published);
  CHECK(codes_of(started.warnings) == Strings{"file.link_outside"});
  CHECK(roots.live() == Strings{"one", "two"});
  CHECK(codes_of(roots.host.reload().warnings) == Strings{"file.link_outside"});
}

TEST_CASE("roots within each other shadow nothing") {
  ServingHost serving;
  serving.root.write("skills/inner/one/SKILL.md", skill_text("one"));
  serving.root.write("skills/two/SKILL.md", skill_text("two"));
  Host host({.skills = {serving.skills, serving.skills + "/inner", serving.skills + "/two"},
             .staging = serving.staging});
  const ReloadReport started = host.start();
  CHECK(started.added.skills == Strings{"one", "two"});
  CHECK(started.files.size() == 2);
  for (const FileReport& file : started.files) CHECK(file.outcome == FileOutcome::loaded);
  CHECK(host.reload().outcome() == Outcome::unchanged);
}

/// Whether the subject is FILE:LINE:COLUMN of a file that is there and has such a line, or a path
/// alone that is there.
bool names_a_place(const std::string& subject) {
  std::string path = subject;
  std::size_t numbers[2] = {0, 0};
  for (std::size_t& number : numbers) {
    const std::size_t colon = path.rfind(':');
    if (colon == std::string::npos) return std::filesystem::exists(path);
    number = std::stoul(path.substr(colon + 1));
    path.resize(colon);
  }
  return std::filesystem::exists(path) && numbers[0] > 0 && numbers[1] > 0;
}

struct Broken {
  std::string text;
  std::string_view code;
};

const std::vector<Broken>& broken() {
  static const std::vector<Broken> all{
      {"# Title\n", "skill.no_front_matter"},
      {"---\nname: x\n", "skill.unclosed_front_matter"},
      {"---\n- a\n---\n", "skill.not_a_map"},
      {"---\nname: x\n---\n", "skill.missing_field"},
      {"---\nname: ' '\ndescription: d\n---\n", "skill.empty_field"},
      {skill_text("x", "a: [&b c]\n"), "yaml.anchor"},
      {skill_text("x", "a: [!b c]\n"), "yaml.tag"},
      {skill_text("x", "a: 1\na: 2\n"), "yaml.duplicate_key"},
      {skill_text("x", "a: \xff\n"), "skill.not_utf8"},
      {skill_text("x", "a: [[[[[[[[[b]]]]]]]]]\n"), "yaml.too_deep"},
      {skill_text("x", "a: " + std::string(33'000, 'b') + "\n"), "yaml.too_large"},
  };
  return all;
}

TEST_CASE("real skills and broken ones in one root: the sound ones serve, the others are told") {
  const std::filesystem::path corpus = MUSTER_SKILLS_CORPUS;
  if (!std::filesystem::exists(corpus / "EXPECTED.jsonl")) {
    MESSAGE("skipped: no corpus of skills at " << corpus.string());
    return;
  }
  ServingHost serving;
  std::filesystem::copy(corpus, serving.skills, std::filesystem::copy_options::recursive);
  for (std::size_t i = 0; i < broken().size(); ++i) {
    serving.root.write("skills/broken/" + std::to_string(i) + "/SKILL.md", broken()[i].text);
  }
  const ReloadReport started = serving.host.start();
  CHECK(started.outcome() == Outcome::published);
  CHECK(started.errors.empty());

  std::size_t served = 0;
  std::size_t real = 0;
  for (const FileReport& file : started.files) {
    CAPTURE(file.path);
    const bool is_broken = file.path.starts_with(serving.skills + "/broken/");
    if (!is_broken) ++real;
    for (const auto& said : {file.problems, file.warnings}) {
      for (const Error& error : said) {
        CAPTURE(to_string(error));
        CHECK(names_a_place(error.subject));
        CHECK_FALSE(error.hint.empty());
      }
    }
    if (is_refused(file.outcome)) {
      CHECK_FALSE(file.problems.empty());
    } else if (file.outcome == FileOutcome::loaded) {
      ++served;
      REQUIRE(file.names.size() == 1);
      CHECK(serving.host.activate(file.names[0]).has_value());
    } else {
      CHECK(file.outcome == FileOutcome::shadowed);
      CHECK(serving.host.skill(file.names.at(0))->path != file.path);
    }
  }
  CHECK(real == 157);
  CHECK(served == serving.host.skills().size());
  CHECK(started.refused() == 2 + broken().size());  // two of the real ones have no front matter
  for (std::size_t i = 0; i < broken().size(); ++i) {
    const std::string folder = serving.skills + "/broken/" + std::to_string(i);
    const auto file = std::ranges::find(started.files, folder, &FileReport::path);
    REQUIRE(file != started.files.end());
    CHECK(file->outcome == FileOutcome::rejected);
    CHECK(file->problems.at(0).code == broken()[i].code);
    CHECK(file->problems.at(0).subject.starts_with(folder + "/SKILL.md:"));
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster
