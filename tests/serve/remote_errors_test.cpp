// SPDX-License-Identifier: Apache-2.0
#include "serve/remote_errors.h"

#include <doctest/doctest.h>

#include "serve/json_views.h"
#include "serve/problem.h"

namespace muster::serve {
namespace {

const Error kError{Kind::timeout, "call.timeout", "echo", "took too long", "wait longer", "slow"};

TEST_CASE("an error survives the way through JSON") {
  RemoteErrors errors;
  CHECK(errors.read(view(kError)) == kError);
}

TEST_CASE("a problem document reads as the error that it was made of") {
  RemoteErrors errors;
  const auto document = json::parse(problem(kError).body, "problem");
  REQUIRE(document);
  CHECK(errors.read(document->as_object()) == kError);
}

TEST_CASE("what is missing stays empty") {
  RemoteErrors errors;
  const Error nothing = errors.read({});
  CHECK(nothing.kind == Kind::failed);
  CHECK(nothing.message.empty());
}

}  // namespace
}  // namespace muster::serve
