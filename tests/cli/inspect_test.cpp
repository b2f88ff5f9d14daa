// SPDX-License-Identifier: Apache-2.0
#include "cli/inspect.h"

#include <doctest/doctest.h>

#include <sstream>

#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::cli {
namespace {

struct Inspected {
  std::ostringstream out;
  std::ostringstream err;
  Output output{out, err, true};
  Result<ExitStatus> status;

  explicit Inspected(std::string file) : status(run_inspect({std::move(file)}, output)) {}
  json::Value value() const { return json::parse(out.str(), "output").value(); }
};

TEST_CASE("a plugin shows its note, and that this host can load it") {
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

TEST_CASE("a file that is no library is an error that names it") {
  const test::TempDir temp;
  const std::string file = temp.write("x.so", "text");
  const Inspected text(file);
  REQUIRE_FALSE(text.status);
  CHECK(text.status.error().subject == file);
  CHECK(text.out.str().empty());
}

}  // namespace
}  // namespace muster::cli
