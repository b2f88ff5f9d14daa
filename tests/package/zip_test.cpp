// SPDX-License-Identifier: Apache-2.0
#include "package/zip.h"

#include <doctest/doctest.h>
#include <locale.h>
#include <time.h>

#include <cstdlib>

#include "support/raw_zip.h"

namespace muster::package {
namespace {

using test::raw_zip;

const std::string kSubject = "x.skill";

std::string code_of(const Result<std::vector<File>>& files) {
  return files ? "" : std::string(files.error().code);
}

TEST_CASE("what is written is read again, byte for byte") {
  const std::vector<File> files{{"greet/SKILL.md", "---\n"},
                                {"greet/empty", ""},
                                {"greet/gr\xc3\xbc\xc3\x9f.md", std::string("\0\xff", 2)},
                                {"greet/run.sh", std::string(100'000, 'x') + "end", true}};
  const auto zip = write_zip(files, kSubject);
  REQUIRE(zip);
  CHECK(read_zip(*zip, kSubject).value() == files);
}

TEST_CASE("a ZIP has no time in it, so that it is the same in every time zone") {
  const std::vector<File> files{{"SKILL.md", "---\n"}};
  const auto in_zone = [&](const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
    return write_zip(files, kSubject).value();
  };
  const std::string zip = in_zone("UTC0");
  CHECK(in_zone("Pacific/Kiritimati") == zip);
  CHECK(in_zone("AAA+12") == zip);
  ::unsetenv("TZ");
  ::tzset();
}

TEST_CASE("files that would compress beyond the ratio are stored, so that they can be read") {
  const std::vector<File> files{{"SKILL.md", std::string(1'000'000, ' ')}};
  const auto zip = write_zip(files, kSubject);
  REQUIRE(zip);
  CHECK(zip->size() > 1'000'000);
  CHECK(read_zip(*zip, kSubject).value() == files);
}

TEST_CASE("the locale of the program is what it was") {
  const locale_t before = ::uselocale(nullptr);
  CHECK(write_zip({}, kSubject));
  CHECK(code_of(read_zip("", kSubject)) == "package.damaged");
  CHECK(::uselocale(nullptr) == before);
}

TEST_CASE("folders of a ZIP are no files, and an executable file stays one") {
  const auto files = read_zip(raw_zip({{.name = "greet/", .bytes = "", .mode = 0040755},
                                       {.name = "greet/run.sh", .bytes = "x", .mode = 0100755},
                                       {.name = "greet/SKILL.md", .bytes = "y"}}),
                              kSubject);
  REQUIRE(files);
  CHECK(*files == std::vector<File>{{"greet/run.sh", "x", true}, {"greet/SKILL.md", "y"}});
}

TEST_CASE("setuid and its like are not taken over") {
  const auto files = read_zip(raw_zip({{.name = "a", .bytes = "", .mode = 0106666}}), kSubject);
  CHECK(files.value() == std::vector<File>{{"a", "", false}});
}

TEST_CASE("what is no ZIP, or not a whole one, is refused") {
  const std::string zip = raw_zip({{.name = "a", .bytes = "content"}});
  CHECK(code_of(read_zip("", kSubject)) == "package.damaged");
  CHECK(code_of(read_zip("PK", kSubject)) == "package.damaged");
  CHECK(code_of(read_zip("\x1f\x8b no zip", kSubject)) == "package.damaged");
  CHECK(code_of(read_zip(zip.substr(0, zip.size() / 2), kSubject)) == "package.damaged");
  CHECK(code_of(read_zip(raw_zip({{.name = "a", .bytes = "content", .crc = 1}}), kSubject)) ==
        "package.damaged");
  CHECK(code_of(read_zip(raw_zip({{.name = "a", .bytes = "x", .method = 8}}), kSubject)) ==
        "package.damaged");
}

TEST_CASE("a ZIP of nothing is one, and has no files") {
  CHECK(read_zip(raw_zip({}), kSubject).value().empty());
  CHECK(read_zip(write_zip({}, kSubject).value(), kSubject).value().empty());
}

TEST_CASE("bytes behind or before a ZIP do not make it another one") {
  const std::string zip = raw_zip({{.name = "a", .bytes = "content"}});
  const auto files = read_zip(zip + raw_zip({}), kSubject);
  CHECK((!files || files->empty()));  // the last directory counts, and it is empty
}

}  // namespace
}  // namespace muster::package
