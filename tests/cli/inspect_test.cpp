// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "support/elf_patch.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::cli {
namespace {

struct Inspected {
  std::ostringstream out;
  std::ostringstream err;
  Output output;
  Result<ExitStatus> status;

  explicit Inspected(std::string file, bool as_json = true)
      : output{out, err, as_json}, status(run_inspect({std::move(file)}, output)) {}
  json::Value value() const { return json::parse(out.str(), "output").value(); }
};

TEST_CASE("a plugin shows its note, and that this host would try it out") {
  const Inspected echo(test::fixture("echo"));
  CHECK(echo.status == ExitStatus::done);
  CHECK(echo.value().at("register") == true);
  CHECK(echo.value().at("note").at("major") == 0);
  CHECK(echo.value().at("problems").as_array().empty());
  CHECK(echo.value().at("sha256").as_string().size() == 64);
}

TEST_CASE("a helper library is no plugin and no error") {
  const Inspected helper(test::fixture("helper"));
  CHECK(helper.status == ExitStatus::done);
  CHECK(helper.value().at("helper") == true);
}

TEST_CASE(
    "every problem and warning is shown with its code and what to do, and the text says how many") {
  const test::TempDir temp;
  std::string bytes = test::unique_state();
  test::replace_text(bytes, "register", "registry");
  const std::string file = temp.write("x.so", bytes);

  const json::Value shown = Inspected(file).value();
  REQUIRE(shown.at("problems").as_array().size() == 1);
  CHECK(shown.at("problems").at(0).at("code") == "abi.no_register");
  REQUIRE(shown.at("warnings").as_array().size() == 1);
  CHECK(shown.at("warnings").at(0).at("code") == "elf.unique_symbols");
  CHECK(shown.at("unique_symbols").at("count") == 2);
  CHECK(shown.at("unique_symbols").at("names").as_array().size() == 2);

  const Inspected text(file, false);
  CHECK(text.out.str().starts_with(file + ": refused, 1 problem, 1 warning\n" +
                                   "  problem  exports no function `register` (abi.no_register)\n"
                                   "           define muster_register in it, or use MUSTER_AGENT\n"
                                   "  warning  "));
}

TEST_CASE("the text of a good plugin is its verdict and what it exports and needs") {
  const Inspected echo(test::fixture("echo"), false);
  const std::string text = echo.out.str();
  CHECK(text.starts_with(test::fixture("echo") + ": a plugin that this host would try out\n  abi "));
  CHECK(text.find("\n  exports  register\n") != std::string::npos);
  CHECK(text.find("libc.so.6\n  machine  ") != std::string::npos);
}

TEST_CASE("a plugin shows whether it is sealed, and is refused where the seal is broken") {
  const test::TempDir temp;
  const std::string whole = test::sealed(test::content_of(test::fixture("echo")));
  const std::string file = temp.write("x.so", whole);
  CHECK(Inspected(file).value().at("seal") == "sealed");
  CHECK(Inspected(file, false).out.str().find("\n  seal     intact\n") != std::string::npos);
  CHECK(Inspected(test::fixture("echo")).value().at("seal") == "unsealed");
  CHECK(Inspected(test::fixture("echo"), false).out.str().find("\n  seal     none: damage") !=
        std::string::npos);
  CHECK(Inspected(test::fixture("sizes_0_1")).value().at("seal") == "no_place");
  CHECK(Inspected(test::fixture("helper"), false).out.str().find("\n  seal ") == std::string::npos);

  std::string damaged = whole;
  test::replace_text(damaged, "version-0000", "version-0001");
  const Inspected broken(temp.write("x.so", damaged));
  CHECK(broken.status == ExitStatus::refused);
  CHECK(broken.value().at("seal").is_null());
  REQUIRE(broken.value().at("problems").as_array().size() == 1);
  CHECK(broken.value().at("problems").at(0).at("code") == "elf.damaged");
}

TEST_CASE("what a file says of itself cannot write to the terminal") {
  const test::TempDir temp;
  std::string bytes = test::content_of(test::fixture("two_notes"));
  test::replace_text(bytes, "muster.other/1", "muster\x1b[31m/1\n");
  const Inspected text(temp.write("x.so", bytes), false);
  CHECK(text.out.str().find('\x1b') == std::string::npos);
  CHECK(text.out.str().find("muster\\x1b[31m/1") != std::string::npos);
}

TEST_CASE("a file that is no library, or part of one, is refused with its hash") {
  const test::TempDir temp;
  const std::string whole = test::content_of(test::fixture("echo"));
  const std::string file = temp.write("x.so", whole.substr(0, whole.size() / 2));
  const Inspected cut(file);
  CHECK(cut.status == ExitStatus::refused);
  CHECK(cut.value().at("path").as_string() == file);
  CHECK(cut.value().at("sha256").as_string().size() == 64);
  CHECK(cut.value().at("problems").at(0).at("code") == "elf.truncated");
  const Inspected text(file, false);
  CHECK(text.out.str().starts_with(file + ": refused, 1 problem\n  problem  "));
}

TEST_CASE("a file that is not there is an error that names it") {
  const test::TempDir temp;
  const Inspected none(temp / "x.so");
  REQUIRE_FALSE(none.status);
  CHECK(none.status.error().subject == temp / "x.so");
  CHECK(none.out.str().empty());
}

TEST_CASE("a link that leads nowhere is an error that says so") {
  const test::TempDir temp;
  std::filesystem::create_symlink("gone.so", temp / "x.so");
  const Inspected none(temp / "x.so");
  REQUIRE_FALSE(none.status);
  CHECK(none.status.error().code == "file.link_broken");
  CHECK(none.status.error().subject == temp / "x.so");
}

TEST_CASE("a bundle shows its plugin and each helper, and is refused for any of them") {
  const test::TempDir temp;
  const std::string tool = test::bundle_copy(temp / "tool", "agent-000001", "version-0001");
  const Inspected good(tool + '/');
  CHECK(good.status == ExitStatus::done);
  CHECK(good.value().at("path").as_string() == tool + "/tool.so");
  REQUIRE(good.value().at("helpers").as_array().size() == 1);
  CHECK(good.value().at("helpers").at(0).at("path").as_string() == tool + "/libhelper-0000.so");

  temp.write("tool/libhelper-0000.so", "text");
  CHECK(Inspected(tool).status == ExitStatus::refused);
  std::filesystem::remove(tool + "/tool.so");
  const Inspected none(tool);
  REQUIRE_FALSE(none.status);
  CHECK(none.status.error().code == "bundle.no_plugin");
  CHECK(none.status.error().hint.find("muster check") != std::string::npos);
}

TEST_CASE("a library that forgot the header of the ABI is told why a host ignores it") {
  const Inspected forgotten(test::fixture("unnamed"));
  CHECK(forgotten.status == ExitStatus::done);
  CHECK(forgotten.value().at("helper") == true);
  REQUIRE(forgotten.value().at("warnings").as_array().size() == 1);
  CHECK(forgotten.value().at("warnings").at(0).at("code") == "abi.not_named");
}

}  // namespace
}  // namespace muster::cli
