// SPDX-License-Identifier: Apache-2.0
#include "serve/roots.h"

#include <doctest/doctest.h>

#include "support/temp_dir.h"

namespace muster::serve {
namespace {

using Folders = std::vector<std::string>;

TEST_CASE("the user's own folders come before those installed beside the program") {
  Environment environment;
  environment.xdg_data_home = "/home/a/data";
  environment.program_folder = "/opt/muster/bin";
  const Roots roots = default_roots(environment);
  REQUIRE(roots.plugins.size() == 2);
  CHECK(roots.plugins[0] == "/home/a/data/muster/plugins");
  CHECK(roots.plugins[1].starts_with("/opt/muster/lib"));
  CHECK(roots.plugins[1].ends_with("/muster/plugins"));
  CHECK(roots.skills == Folders{"/home/a/data/muster/skills", "/opt/muster/share/muster/skills"});
}

TEST_CASE("a default folder that is missing is skipped, one that was given is an error") {
  const test::TempDir temp;
  Environment environment;
  environment.xdg_data_home = temp.path();
  CHECK(choose_roots({}, {}, environment)->plugins.empty());
  const std::string skills = temp.make_folder("muster/skills");
  CHECK(choose_roots({}, {}, environment)->skills == Folders{skills});

  const auto missing = choose_roots(Folders{temp / "nowhere"}, {}, environment);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().code == "config.root_missing");
  CHECK(missing.error().subject == temp / "nowhere");
}

TEST_CASE("a given list takes the place of the default one of its kind only") {
  const test::TempDir temp;
  Environment environment;
  environment.xdg_data_home = temp.path();
  const std::string skills = temp.make_folder("muster/skills");
  temp.make_folder("muster/plugins");
  const std::string mine = temp.make_folder("mine");
  const auto roots = choose_roots(Folders{mine}, {}, environment);
  REQUIRE(roots);
  CHECK(roots->plugins == Folders{mine});
  CHECK(roots->skills == Folders{skills});
}

}  // namespace
}  // namespace muster::serve
