// SPDX-License-Identifier: Apache-2.0
#include "plugin/shared_soname.h"

#include <doctest/doctest.h>

#include "plugin/library.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

using test::bundle_copy;
using test::TempDir;

struct Bundles {
  TempDir root;
  std::unique_ptr<Staging> staging = Staging::create({root / "staging"}).value();

  [[nodiscard]] StagedCopy stage(const std::string& folder) const {
    auto copy = staging->copy(source_of(folder), std::uint64_t{64} << 20, Permissions::off);
    REQUIRE(copy);
    return *std::move(copy);
  }
};

}  // namespace

TEST_CASE("a bundle whose helper is loaded by nobody else shares nothing") {
  const Bundles bundles;
  const auto copy =
      bundles.stage(bundle_copy(bundles.root / "one", "agent-000001", "version-0001"));
  const SharedSonames shared = find_shared_sonames(copy, "one");
  CHECK(shared.problems.empty());
  CHECK(shared.warnings.empty());
}

TEST_CASE("a helper whose name is loaded with other content is a problem that names both") {
  const Bundles bundles;
  const auto one = bundles.stage(bundle_copy(bundles.root / "one", "agent-000001", "version-0001"));
  const auto two = bundles.stage(bundle_copy(bundles.root / "two", "agent-000002", "version-0002"));
  {
    const auto library = Library::open(one.path(), "one");
    REQUIRE(library);
    const SharedSonames shared = find_shared_sonames(two, "two");
    CHECK(shared.warnings.empty());
    REQUIRE(shared.problems.size() == 1);
    const Error& problem = shared.problems[0];
    CHECK(problem.code == "bundle.shared_soname");
    CHECK(problem.subject == "two");
    CHECK(problem.message.find("its libhelper-0000.so would") != std::string::npos);
    CHECK(problem.message.find("not be used, but one/libhelper-0000.so, which") !=
          std::string::npos);
    CHECK(find_shared_sonames(one, "one").problems.empty());  // its own
  }
  CHECK(find_shared_sonames(two, "two").problems.empty());  // nobody's any more
}

TEST_CASE("a helper whose name is loaded with the same content is a warning") {
  const Bundles bundles;
  const auto one = bundles.stage(bundle_copy(bundles.root / "one", "agent-000001", "version-0001"));
  const auto two = bundles.stage(bundle_copy(bundles.root / "two", "agent-000002", "version-0001"));
  const auto library = Library::open(one.path(), "one");
  REQUIRE(library);
  const SharedSonames shared = find_shared_sonames(two, "two");
  CHECK(shared.problems.empty());
  REQUIRE(shared.warnings.size() == 1);
  CHECK(shared.warnings[0].code == "bundle.shared_soname");
}

TEST_CASE("a helper that its own bundle found by a detour is no other's") {
  const Bundles bundles;
  const auto one = bundles.stage(bundle_copy(bundles.root / "one", "agent-000001", "version-0001"));
  const std::string staging = bundles.staging->folder();
  const std::string detour = staging + "/.." + staging.substr(staging.rfind('/'));
  const auto library = Library::open(detour + one.path().substr(staging.size()), "one");
  REQUIRE(library);
  const SharedSonames shared = find_shared_sonames(one, "one");
  CHECK(shared.problems.empty());
  CHECK(shared.warnings.empty());
}

TEST_CASE(
    "a plugin that would be given the helper of a bundle in place of the system's is refused") {
  const Bundles bundles;
  const auto one = bundles.stage(bundle_copy(bundles.root / "one", "agent-000001", "version-0001"));
  // As a file of its own it has no helper: it means whatever the system has under that name.
  const auto alone = bundles.stage(test::patched_copy(
      test::fixture("bundled"), bundles.root / "alone.so", "agent-000000", "agent-000002"));
  constexpr std::string_view message =
      "it needs libhelper-0000.so, and would be given one/libhelper-0000.so, which a bundle brings "
      "for itself";
  {
    const auto library = Library::open(one.path(), "one");
    REQUIRE(library);
    const SharedSonames shared = find_shared_sonames(alone, "alone.so");
    CHECK(shared.warnings.empty());
    REQUIRE(shared.problems.size() == 1);
    CHECK(shared.problems[0].code == "bundle.shared_soname");
    CHECK(shared.problems[0].subject == "alone.so");
    CHECK(shared.problems[0].message == message);
  }
  CHECK(find_shared_sonames(alone, "alone.so").problems.empty());

  MetHelpers met;
  CHECK(met.meet(one, "one").problems.empty());
  const SharedSonames shared = met.meet(alone, "alone.so");
  REQUIRE(shared.problems.size() == 1);
  CHECK(shared.problems[0].message == message);
}

TEST_CASE("a helper of another name, or that no library of the bundle needs, shares nothing") {
  const Bundles bundles;
  const auto one = bundles.stage(bundle_copy(bundles.root / "one", "agent-000001", "version-0001"));
  const auto library = Library::open(one.path(), "one");
  REQUIRE(library);
  bundle_copy(bundles.root / "two", "agent-000002", "version-0002", "libhelper-0002.so");
  test::write_whole(bundles.root / "two/libhelper-0000.so",
                    test::content_of(bundles.root / "two/libhelper-0002.so"));
  const auto two = bundles.stage(bundles.root / "two");
  CHECK(two.helpers().size() == 2);
  CHECK(find_shared_sonames(two, "two").problems.empty());
}

}  // namespace muster::plugin
