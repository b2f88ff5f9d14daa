// SPDX-License-Identifier: Apache-2.0
#include "seal/seal.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "seal/layout.h"
#include "support/elf_patch.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::seal {
namespace {

using test::content_of;
using test::fixture;
using test::sealed;

/// "sealed", "unsealed", "no place", or the code of the error.
std::string_view state_of(std::string_view file) {
  const auto state = check(std::as_bytes(std::span(file)), "x.so");
  if (!state) return state.error().code;
  return *state == State::sealed ? "sealed" : *state == State::unsealed ? "unsealed" : "no place";
}

Layout layout_of_text(std::string_view file) { return *layout_of(std::as_bytes(std::span(file))); }

std::string_view code_of_sealing(std::string file) {
  const auto done = seal::seal(std::as_writable_bytes(std::span(file)), "x.so");
  return done ? "" : done.error().code;
}

// Where the section headers are is not under the seal.
bool is_of_section_headers(std::size_t at) {
  return (at >= offsetof(Elf64_Ehdr, e_shoff) && at < offsetof(Elf64_Ehdr, e_flags)) ||
         (at >= offsetof(Elf64_Ehdr, e_shentsize) && at < sizeof(Elf64_Ehdr));
}

// Between two segments: loaded with its page, and read by nobody.
bool is_in_gap(std::string_view file, std::size_t at) {
  return std::ranges::none_of(layout_of_text(file).parts, [at](const Range& part) {
    return part.begin <= at && at < part.end;
  });
}

// What a file has to say before its note can be found: headers, and the note up to its digest.
bool leads_to_note(std::string_view file, std::size_t at) {
  constexpr std::size_t kBeforeDigest = 96;  // owner, versions and extensions
  const auto places = layout_of_text(file).places;
  return at < sizeof(Elf64_Ehdr) + test::program_headers_of(file).size() * sizeof(Elf64_Phdr) ||
         std::ranges::any_of(
             places, [&](std::size_t place) { return at < place && place - at <= kBeforeDigest; });
}

void run(const std::string& command) {
  CAPTURE(command);
  REQUIRE(std::system(command.c_str()) == 0);
}

struct stat status_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  return status;
}

}  // namespace

TEST_CASE("a plugin is unsealed as it is linked, and sealed once it was sealed") {
  const std::string file = content_of(fixture("echo"));
  CHECK(state_of(file) == "unsealed");
  CHECK(state_of(sealed(file)) == "sealed");
  CHECK(sealed(file).size() == file.size());
}

TEST_CASE("no change to a byte that is loaded leaves a plugin sealed, or looking unsealed") {
  for (const char* name : {"echo", "two_notes", "shared_state"}) {
    const std::string whole = sealed(content_of(fixture(name)));
    const std::size_t end = layout_of_text(whole).end();
    for (std::size_t at = 0; at < end; at += leads_to_note(whole, at) ? 1 : 7) {
      std::string file = whole;
      test::flip_bit(file, at, at % 8);
      CAPTURE(name);
      CAPTURE(at);
      const std::string_view state = state_of(file);
      if (is_of_section_headers(at) || is_in_gap(whole, at)) {
        CHECK(state == "sealed");
      } else {
        // Without its note it is no plugin either.
        CHECK((state == "elf.damaged" || (state == "no place" && leads_to_note(whole, at))));
      }
    }
  }
}

TEST_CASE("what only debuggers and linkers read may change") {
  const std::string whole = sealed(content_of(fixture("echo")));
  const std::size_t end = layout_of_text(whole).end();
  REQUIRE(end < whole.size());
  for (std::size_t at = end; at < whole.size(); at += 97) {
    std::string file = whole;
    test::flip_bit(file, at, 0);
    CHECK(state_of(file) == "sealed");
  }
  CHECK(state_of(std::string_view(whole).substr(0, end)) == "sealed");
  std::string headless = whole;
  test::drop_section_headers(headless);
  CHECK(state_of(headless) == "sealed");
}

TEST_CASE("strip keeps the seal") {
  const test::TempDir temp;
  for (const char* name : {"echo", "two_notes", "shared_state", "static_tls", "thread_local"}) {
    for (const char* option : {"--strip-all", "--strip-debug", "--strip-unneeded"}) {
      CAPTURE(name);
      CAPTURE(option);
      const std::string whole = sealed(content_of(fixture(name)));
      const std::string file = temp.write("x.so", whole);
      run(fmt::format("strip {} '{}'", option, file));
      CHECK(content_of(file) != whole);
      CHECK(state_of(content_of(file)) == "sealed");
    }
  }
}

TEST_CASE("a plugin that is zero from anywhere on is damaged, or no plugin any more") {
  for (const char* name : {"echo", "two_notes"}) {
    const std::string whole = sealed(content_of(fixture(name)));
    const std::size_t end = layout_of_text(whole).end();
    for (std::size_t from = 0; from < end; from += leads_to_note(whole, from) ? 1 : 7) {
      if (std::string_view(whole).substr(from, end - from).find_first_not_of('\0') ==
          std::string_view::npos) {
        continue;
      }
      std::string file = whole;
      file.replace(from, std::string::npos, whole.size() - from, '\0');
      CAPTURE(name);
      CAPTURE(from);
      const std::string_view state = state_of(file);
      CHECK((state == "elf.damaged" || state == "no place"));
      // Once there is a note, what was a place is missed.
      if (from >= layout_of_text(whole).places.front()) CHECK(state == "elf.damaged");
    }
  }
}

TEST_CASE("a note that knows of seals and has no mark is damaged") {
  std::string file = content_of(fixture("echo"));
  test::replace_text(file, "endseal", "endsea1");
  CHECK(state_of(file) == "elf.damaged");
  CHECK(code_of_sealing(file) == "seal.no_place");
}

TEST_CASE("of several notes each has the seal, and none may lose it") {
  const std::string whole = sealed(content_of(fixture("two_notes")));
  for (const std::size_t place : layout_of_text(whole).places) {
    std::string file = whole;
    file.replace(place, 32, 32, '\0');
    CHECK(state_of(file) == "elf.damaged");
  }
}

TEST_CASE("a seal that was taken out leaves the plugin unsealed") {
  const std::string file = content_of(fixture("echo"));
  std::string other = sealed(file);
  other.replace(layout_of_text(other).places.front(), 32, 32, '\0');
  CHECK(other == file);
  CHECK(state_of(other) == "unsealed");
}

TEST_CASE("what was sealed and then changed on purpose can be sealed again") {
  std::string file = sealed(content_of(fixture("echo")));
  test::replace_text(file, "version-0000", "version-0001");
  CHECK(state_of(file) == "elf.damaged");
  CHECK(state_of(sealed(file)) == "sealed");
}

TEST_CASE("the error of a broken seal names the file and says what to do") {
  std::string file = sealed(content_of(fixture("echo")));
  test::replace_text(file, "version-0000", "version-0001");
  const auto broken = check(std::as_bytes(std::span(file)), "lib/x.so");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().subject == "lib/x.so");
  CHECK(broken.error().hint.find("copy it again") != std::string::npos);
  CHECK(broken.error().hint.find("muster-seal") != std::string::npos);
}

TEST_CASE("a plugin of an SDK without seals has no place for one") {
  CHECK(state_of(content_of(fixture("sizes_0_1"))) == "no place");
  CHECK(code_of_sealing(content_of(fixture("sizes_0_1"))) == "seal.no_place");
}

TEST_CASE("what is no plugin, or a part of one, cannot be sealed") {
  CHECK(code_of_sealing("") == "seal.no_place");
  CHECK(code_of_sealing("a text") == "seal.no_place");
  CHECK(code_of_sealing(content_of(fixture("helper"))) == "seal.no_place");
  const std::string whole = content_of(fixture("echo"));
  CHECK(code_of_sealing(whole.substr(0, layout_of_text(whole).end() - 1)) == "seal.no_place");
  CHECK(code_of_sealing(whole.substr(0, layout_of_text(whole).end())).empty());
}

TEST_CASE("a file is sealed with the mode it has, and left alone from then on") {
  const test::TempDir temp;
  const std::string file = temp.write("x.so", content_of(fixture("echo")));
  REQUIRE(::chmod(file.c_str(), 0750) == 0);
  REQUIRE(seal_file(file));
  const struct stat once = status_of(file);
  CHECK((once.st_mode & 07777) == 0750);
  CHECK(state_of(content_of(file)) == "sealed");
  REQUIRE(seal_file(file));
  CHECK(status_of(file).st_ino == once.st_ino);
  CHECK(status_of(file).st_mtim.tv_nsec == once.st_mtim.tv_nsec);
}

TEST_CASE("who has the unsealed file mapped keeps it") {
  const test::TempDir temp;
  const std::string whole = content_of(fixture("echo"));
  const std::string file = temp.write("x.so", whole);
  REQUIRE(::link(file.c_str(), (temp / "other.so").c_str()) == 0);
  REQUIRE(seal_file(file));
  CHECK(content_of(temp / "other.so") == whole);
}

TEST_CASE("a symbolic link stays one, and what it leads to is sealed") {
  const test::TempDir temp;
  const std::string file = temp.write("folder/x.so", content_of(fixture("echo")));
  REQUIRE(::symlink("folder/x.so", (temp / "link.so").c_str()) == 0);
  REQUIRE(seal_file(temp / "link.so"));
  CHECK(S_ISLNK(status_of(temp / "link.so").st_mode));
  CHECK(state_of(content_of(file)) == "sealed");
}

TEST_CASE("a file that cannot be sealed stays as it was, with nothing beside it") {
  const test::TempDir temp;
  const std::string file = temp.write("x.so", content_of(fixture("helper")));
  const auto refused = seal_file(file);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "seal.no_place");
  CHECK(refused.error().subject == file);
  CHECK(content_of(file) == content_of(fixture("helper")));
  CHECK(seal_file(temp / "x.so.new").error().code == "file.missing");
}

}  // namespace muster::seal
