// SPDX-License-Identifier: Apache-2.0
#include "package/path.h"

#include <doctest/doctest.h>

#include <string>

namespace muster::package {
namespace {

TEST_CASE("a relative path of plain names is good, in any script") {
  for (const char* path : {"SKILL.md", "greet/SKILL.md", "greet/scripts/run.sh", "greet/a..b",
                           "gr\xc3\xbc\xc3\x9f/\xe4\xbd\xa0", "a b/c:d", ".gitignore", "1:x"}) {
    CAPTURE(path);
    CHECK(path_fault(path) == "");
  }
}

TEST_CASE("a path that could lead anywhere else says how") {
  const auto fault = [](std::string_view path) { return path_fault(path); };
  CHECK(fault("") == "is empty");
  CHECK(fault("../x") == "leads upwards");
  CHECK(fault("a/../../x") == "leads upwards");
  CHECK(fault("a/..") == "leads upwards");
  CHECK(fault("/etc/passwd") == "begins with a slash");
  CHECK(fault("..\\x") == "has a backslash");
  CHECK(fault("C:/x") == "begins with a drive letter");
  CHECK(fault("c:x") == "begins with a drive letter");
  CHECK(fault("a//b") == "has an empty part, or one that is a dot");
  CHECK(fault("./a") == "has an empty part, or one that is a dot");
  CHECK(fault("a/") == "has an empty part, or one that is a dot");
  CHECK(fault(std::string_view("a\0b", 3)) == "has control characters");
  CHECK(fault("a\nb") == "has control characters");
  CHECK(fault("\x1b[2J") == "has control characters");
  CHECK(fault("a\xff") == "is not UTF-8");
  CHECK(fault(std::string(256, 'a')) == "has a part of over 255 bytes");
}

TEST_CASE("a path into what no skill has is refused, in upper case too") {
  CHECK(path_fault("greet/.git/hooks/post-checkout") == "lies in a .git, which no skill has");
  CHECK(path_fault(".GIT/config") == "lies in a .git, which no skill has");
  CHECK(path_fault("a/Node_Modules/x") == "lies in a node_modules, which no skill has");
}

TEST_CASE("a path is as deep as those of a skill in a top folder") {
  CHECK(path_fault("top/1/2/3/4/5/6/7/8/file") == "");
  CHECK(path_fault("top/1/2/3/4/5/6/7/8/9/file") == "lies more than 8 folders deep");
}

TEST_CASE("the name of a skill's folder is one plain name that does not hide") {
  CHECK(folder_fault("greet") == "");
  CHECK(folder_fault("My Skill") == "");
  CHECK(folder_fault("a/b") == "has a slash");
  CHECK(folder_fault("..") == "begins with a dot");
  CHECK(folder_fault(".bashrc") == "begins with a dot");
  CHECK(folder_fault("node_modules") == "lies in a node_modules, which no skill has");
}

}  // namespace
}  // namespace muster::package
