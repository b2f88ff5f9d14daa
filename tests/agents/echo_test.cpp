// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sdk/plugin_under_test.h"

using muster::test::PluginUnderTest;

TEST_CASE("echo answers with its text") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/echo.so");
  CHECK(plugin.answer("echo", R"({"text":"hello"})") == "hello");
  CHECK(plugin.answer("echo", R"({"text":"\u00e4\n\u0000"})") == std::string("\xc3\xa4\n\0", 4));
  CHECK(plugin.answer("echo", R"({"text":""})").empty());
}

TEST_CASE("echo without a text says what is missing") {
  const PluginUnderTest plugin(MUSTER_PLUGINS "/echo.so");
  CHECK(plugin.answer("echo", "{}") ==
        R"(argument.missing: argument "text" is missing: expected a string)");
}
