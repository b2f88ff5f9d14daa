// SPDX-License-Identifier: Apache-2.0
#include "package/directory.h"

#include <doctest/doctest.h>

#include <array>

#include "support/raw_zip.h"

namespace muster::package {
namespace {

using test::raw_zip;

const std::string kSubject = "x.skill";

std::string code_of(std::string_view bytes) {
  const auto entries = read_directory(bytes, kSubject);
  return entries ? "" : std::string(entries.error().code);
}

TEST_CASE("a directory names files and folders in the order of their bytes") {
  const std::string zip = raw_zip({{.name = "greet/", .bytes = "", .mode = 0040755},
                                   {.name = "greet/run.sh", .bytes = "x", .mode = 0100755},
                                   {.name = std::string("a\0b", 3), .bytes = "y", .mode = 0}});
  const auto entries = read_directory(zip, kSubject);
  REQUIRE(entries);
  REQUIRE(entries->size() == 3);
  CHECK(entries->at(0).name == "greet");
  CHECK(entries->at(0).is_folder);
  CHECK(entries->at(1).is_executable);
  CHECK(entries->at(2).name == std::string_view("a\0b", 3));
  CHECK(entries->at(0).offset == 0);
}

TEST_CASE("a ZIP may end with a comment, and with nothing else") {
  std::string zip = raw_zip({{.name = "a", .bytes = "x"}});
  CHECK(code_of(zip) == "");
  CHECK(code_of(zip + "more") == "package.damaged");
  zip[zip.size() - 2] = 4;  // the length of its comment
  CHECK(code_of(zip + "more") == "");
  CHECK(code_of("before" + zip + "more") == "package.damaged");
}

TEST_CASE("a ZIP that breaks off anywhere is refused") {
  const std::string zip = raw_zip({{.name = "a", .bytes = "x"}, {.name = "b", .bytes = "y"}});
  for (std::size_t size = 0; size < zip.size(); ++size) {
    CAPTURE(size);
    CHECK(code_of(zip.substr(0, size)) == "package.damaged");
  }
}

TEST_CASE("an entry that is neither file nor folder, or encrypted, is refused") {
  CHECK(code_of(raw_zip({{.name = "a", .bytes = "b", .mode = 0120777}})) == "package.not_a_file");
  CHECK(code_of(raw_zip({{.name = "a", .bytes = "", .mode = 0010644}})) == "package.not_a_file");
  CHECK(code_of(raw_zip({{.name = "a", .bytes = "b", .flags = 1}})) == "package.encrypted");
}

TEST_CASE("an entry that is neither deflated nor stored is refused, also where its bytes are") {
  for (const std::uint16_t method : std::to_array<std::uint16_t>({1, 9, 12, 14, 93, 95, 98, 99})) {
    CAPTURE(method);
    CHECK(code_of(raw_zip({{.name = "a", .bytes = "b", .method = method}})) == "package.method");
  }
  std::string zip = raw_zip({{.name = "a", .bytes = "x"}});
  constexpr std::size_t kLocalMethod = 8;
  zip[kLocalMethod] = 14;
  CHECK(code_of(zip) == "package.damaged");
}

TEST_CASE("an entry that has another name where its bytes are is refused") {
  std::string zip = raw_zip({{.name = "a", .bytes = "x"}});
  constexpr std::size_t kLocalName = 30;
  REQUIRE(zip[kLocalName] == 'a');
  zip[kLocalName] = 'b';
  CHECK(code_of(zip) == "package.damaged");
}

TEST_CASE("an entry whose bytes are those of another one is refused") {
  CHECK(code_of(raw_zip({{.name = "a", .bytes = "b"},
                         {.name = "c", .bytes = "d", .data_of = 0}})) == "package.damaged");
  CHECK(code_of(raw_zip({{.name = "a", .bytes = "b"},
                         {.name = "a", .bytes = "b", .data_of = 0}})) == "package.damaged");
}

}  // namespace
}  // namespace muster::package
