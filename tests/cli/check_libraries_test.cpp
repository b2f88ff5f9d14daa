// SPDX-License-Identifier: Apache-2.0
#include "cli/check_libraries.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "support/fixture_plugins.h"
#include "support/process_state.h"
#include "support/temp_dir.h"

namespace muster::cli {
namespace {

std::vector<FileReport> check_all(
    const std::vector<std::string>& files,
    plugin::Prober::Settings settings = {.opening = plugin::Prober::Opening::required},
    Permissions permissions = Permissions::off) {
  return check_libraries(files, plugin::Prober(std::move(settings)), permissions);
}

std::vector<std::string_view> codes_of(const std::vector<Error>& errors) {
  std::vector<std::string_view> codes;
  std::ranges::transform(errors, std::back_inserter(codes), &Error::code);
  return codes;
}

TEST_CASE("a good library is loaded, with its hash and its agents") {
  const auto reports = check_all({test::fixture("pair")});
  CHECK(reports[0].outcome == FileOutcome::loaded);
  CHECK(reports[0].names == std::vector<std::string>{"pair-one", "pair-two"});
  CHECK(reports[0].sha256.size() == 64);
  CHECK(reports[0].problems.empty());
}

TEST_CASE("a helper library is ignored, and one that is a plugin but for its name says so") {
  const auto reports = check_all({test::fixture("helper"), test::fixture("unnamed")});
  CHECK(reports[0].outcome == FileOutcome::ignored);
  CHECK(reports[0].warnings.empty());
  CHECK(reports[1].outcome == FileOutcome::ignored);
  CHECK(codes_of(reports[1].warnings) == std::vector<std::string_view>{"abi.not_named"});
}

TEST_CASE("of two copies of one library the second is ignored, with the path of the first") {
  const test::TempDir temp;
  const std::string bytes = test::content_of(test::fixture("echo"));
  const std::string first = temp.write("a.so", bytes);
  const std::string second = temp.write("b.so", bytes);
  const auto reports = check_all({first, second});
  CHECK(reports[0].outcome == FileOutcome::loaded);
  CHECK(reports[1].outcome == FileOutcome::ignored);
  REQUIRE(codes_of(reports[1].warnings) == std::vector<std::string_view>{"catalog.twin"});
  CHECK(reports[1].warnings[0].message == "has the very content of " + first);
}

TEST_CASE("who may write to a library is asked where the permissions are to be checked") {
  const test::TempDir temp;
  const std::string file = temp.write("a.so", test::content_of(test::fixture("echo")));
  std::filesystem::permissions(file, std::filesystem::perms::others_write,
                               std::filesystem::perm_options::add);
  CHECK(check_all({file})[0].outcome == FileOutcome::loaded);
  const auto report = check_all({file}, {}, Permissions::user)[0];
  CHECK(codes_of(report.problems) == std::vector<std::string_view>{"file.untrusted"});
}

TEST_CASE("a bundle whose helper has the SONAME of another bundle's is refused, as in a host") {
  const test::TempDir temp;
  const std::string one = test::bundle_copy(temp / "one", "agent-000001", "version-0001");
  const std::string two = test::bundle_copy(temp / "two", "agent-000002", "version-0002");
  const std::string same = test::bundle_copy(temp / "same", "agent-000003", "version-0001");
  const auto reports = check_all({one, two, same});
  CHECK(reports[0].outcome == FileOutcome::loaded);
  CHECK(reports[0].warnings.empty());
  CHECK(reports[1].outcome == FileOutcome::rejected);
  REQUIRE(codes_of(reports[1].problems) == std::vector<std::string_view>{"bundle.shared_soname"});
  CHECK(reports[1].problems[0].message.find(one + "/libhelper-0000.so") != std::string::npos);
  CHECK(reports[2].outcome == FileOutcome::loaded);
  CHECK(codes_of(reports[2].warnings) == std::vector<std::string_view>{"bundle.shared_soname"});
}

TEST_CASE("a bundle is loaded, but refused where one of its helpers is damaged") {
  const test::TempDir temp;
  const std::string tool = test::bundle_copy(temp / "tool", "agent-000001", "version-0001");
  CHECK(check_all({tool})[0].outcome == FileOutcome::loaded);

  // A helper that the plugin does not need, so that only an inspection finds it.
  const std::string helper = test::content_of(tool + "/libhelper-0000.so");
  temp.write("tool/libspare.so", helper.substr(0, helper.size() / 2));
  const auto report = check_all({tool})[0];
  CHECK(report.outcome == FileOutcome::rejected);
  REQUIRE(codes_of(report.problems) == std::vector<std::string_view>{"elf.truncated"});
  CHECK(report.problems[0].subject == tool + "/libspare.so");
}

TEST_CASE("each library has its own report, whatever the others are") {
  const test::TempDir temp;
  const auto reports =
      check_all({temp.write("text.so", "text"), test::fixture("register_fails"),
                 test::fixture("echo"), temp / "none.so", test::fixture("open_fails")});
  CHECK(codes_of(reports[0].problems) == std::vector<std::string_view>{"elf.not_elf"});
  CHECK(codes_of(reports[1].problems) == std::vector<std::string_view>{"register.failed"});
  CHECK(reports[2].outcome == FileOutcome::loaded);
  CHECK(codes_of(reports[3].problems) == std::vector<std::string_view>{"file.missing"});
  CHECK(codes_of(reports[4].problems) == std::vector<std::string_view>{"open.failed"});
  for (const std::size_t refused : {0U, 1U, 3U, 4U}) {
    CHECK(reports[refused].outcome == FileOutcome::rejected);
    CHECK(reports[refused].problems[0].subject.starts_with(reports[refused].path));
    CHECK_FALSE(reports[refused].problems[0].hint.empty());
  }
}

TEST_CASE("what inspection and the helper process warn of stands in one report") {
  const auto report = check_all({test::fixture("thread_local")})[0];
  const auto warnings = codes_of(report.warnings);
  CHECK(std::ranges::count(warnings, "probe.stays_mapped") == 1);
  CHECK(codes_of(report.problems) == std::vector<std::string_view>{"register.nothing"});
}

TEST_CASE("an agent that needs a configuration is not opened, which is no fault of its library") {
  const auto report = check_all({test::fixture("demanding")})[0];
  CHECK(report.outcome == FileOutcome::loaded);
  REQUIRE(codes_of(report.warnings) == std::vector<std::string_view>{"config.invalid"});
  CHECK(report.warnings[0].subject.ends_with("demanding.so: demanding"));
  CHECK(report.warnings[0].hint.find("its config_schema is {") != std::string::npos);
}

TEST_CASE("without the helper program no library is loaded, and the reason is the helper") {
  const auto reports = check_all({test::fixture("echo")}, {.program = "/nonexistent"});
  CHECK(reports[0].outcome == FileOutcome::rejected);
  CHECK(codes_of(reports[0].problems) == std::vector<std::string_view>{"probe.unavailable"});
}

TEST_CASE("nothing of a check stays in the process that ran it") {
  const auto before = test::ProcessState::now("/nonexistent");
  CHECK(check_all({test::fixture("echo")})[0].outcome == FileOutcome::loaded);
  CHECK(test::ProcessState::now("/nonexistent") == before);
}

}  // namespace
}  // namespace muster::cli
