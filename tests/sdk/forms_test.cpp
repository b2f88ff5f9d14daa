// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "sdk/fake_host.h"
#include "sdk/plugin_under_test.h"

using muster::test::FakeHost;
using muster::test::PluginUnderTest;

namespace {

/// The same source, once for each compiler and each way of compiling it: CMakeLists.txt lists them.
std::vector<std::string> forms() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(MUSTER_SDK_FORMS)) {
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  }
  return files;
}

}  // namespace

TEST_CASE("there are forms with and without exceptions") {
  bool has_exceptions = false;
  bool has_none = false;
  for (const auto& file : forms()) {
    (file.find("no_exceptions") == std::string::npos ? has_exceptions : has_none) = true;
  }
  CHECK(has_exceptions);
  CHECK(has_none);
}

TEST_CASE("an agent answers alike in whatever way it was compiled") {
  for (const auto& file : forms()) {
    CAPTURE(file);
    const PluginUnderTest plugin(file);
    REQUIRE(plugin.problems().empty());
    CHECK(plugin.answer("sum", R"({"numbers":[1,2,39]})") == R"({"sum":42,"unit":"m"})");
    CHECK(plugin.answer("fails", "{}") == "declined: not now");
    CHECK(plugin.answer("picky", R"({"text":"a"})") == "> a");
  }
}

TEST_CASE("a bad argument ends the call with the same words in whatever way it was compiled") {
  for (const auto& file : forms()) {
    CAPTURE(file);
    const PluginUnderTest plugin(file);
    CHECK(
        plugin.answer("sum", R"({"numbers":[1,"2"]})") ==
        R"(argument.wrong_type: argument "numbers[1]" has the wrong type: expected an integer, found a string)");
    CHECK(plugin.answer("sum", "{}") ==
          R"(argument.missing: argument "numbers" is missing: expected an array)");
    CHECK(
        plugin.answer("sum", "[]") ==
        "argument.not_an_object: the input has the wrong type: expected an object, found an array");
    CHECK(plugin.answer("sum", "{") == "argument.not_json: the input is not JSON");
  }
}

TEST_CASE("a constructor that fails refuses in whatever way it was compiled") {
  for (const auto& file : forms()) {
    CAPTURE(file);
    const PluginUnderTest plugin(file, {{"picky", {R"({"prefix":""})"}}});
    REQUIRE_FALSE(plugin.problems().empty());
    CHECK(plugin.problems().front().message == "the prefix is empty");
  }
}

TEST_CASE("a keyed agent counts, saves and restores in whatever way it was compiled") {
  for (const auto& file : forms()) {
    CAPTURE(file);
    FakeHost host(file);
    REQUIRE(host.open("counter") == MUSTER_OK);
    const auto functions = host.functions("counter");
    void* instance = nullptr;
    const auto refused = host.start("counter", "k", instance);
    CHECK(refused.status == MUSTER_FAILED);
    CHECK(refused.code == "argument.missing");
    REQUIRE(host.start("counter", "k", instance, R"({"from":40})").status == MUSTER_OK);
    CHECK(host.run(functions.call, instance, R"({"add":2})").bytes == R"({"value":42})");
    CHECK(host.run(functions.save, instance).bytes == R"({"value":42})");
    CHECK(host.run(functions.restore, instance, R"({"value":"7"})").code == "state.wrong_type");
    CHECK(host.run(functions.restore, instance, R"({"value":7})").status == MUSTER_OK);
    functions.stop(instance, MUSTER_STOP_REQUESTED);
  }
}
