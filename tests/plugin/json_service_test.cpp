// SPDX-License-Identifier: Apache-2.0
#include "plugin/json_service.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "base/json.h"
#include "plugin/agent.h"
#include "plugin/call_pool.h"

using muster::plugin::CallPool;

namespace {

muster_text text(std::string_view view) { return {view.data(), view.size()}; }
std::string_view view(muster_text text) { return {text.data, text.size}; }

/// A call that is running, and muster.json/1 as its agent has it.
struct Running {
  explicit Running(std::string_view input, const muster::json::Value* parsed = nullptr,
                   std::uint64_t bytes_max = 1 << 20)
      : call(pool, agent, {.input = input, .parsed = parsed, .max_result_bytes = bytes_max}) {}

  [[nodiscard]] muster_json root() {
    muster_json root = nullptr;
    CHECK(api.root(api.context, call.token(), &root) == MUSTER_OK);
    return root;
  }
  [[nodiscard]] muster_json member(std::string_view key) {
    muster_json value = nullptr;
    CHECK(api.get(root(), text(key), &value) == MUSTER_OK);
    return value;
  }
  std::int32_t write(std::int32_t (*piece)(void*, std::uint64_t)) {
    return piece(api.context, call.token());
  }
  template <class T>
  std::int32_t write(std::int32_t (*piece)(void*, std::uint64_t, T), T value) {
    return piece(api.context, call.token(), value);
  }
  /// The one block of the result.
  [[nodiscard]] std::string result() {
    const auto blocks = call.end().blocks.view();
    REQUIRE(blocks.size() == 1);
    CHECK(blocks.front().type == muster::Block::Type::json);
    return blocks.front().bytes;
  }

  CallPool pool;
  muster::plugin::Agent agent;
  CallPool::Call call;
  const muster_json_api& api = pool.json();
};

}  // namespace

TEST_CASE("each JSON value has the type of the ABI") {
  Running run(R"([null, true, 1, 3.0, 3.5, "a", [], {}, 18446744073709551615, 1e300])");
  const std::uint32_t expected[] = {MUSTER_JSON_NULL,    MUSTER_JSON_BOOLEAN, MUSTER_JSON_INTEGER,
                                    MUSTER_JSON_INTEGER, MUSTER_JSON_NUMBER,  MUSTER_JSON_TEXT,
                                    MUSTER_JSON_ARRAY,   MUSTER_JSON_OBJECT,  MUSTER_JSON_NUMBER,
                                    MUSTER_JSON_NUMBER};
  std::uint64_t size = 0;
  CHECK(run.api.size(run.root(), &size) == MUSTER_OK);
  REQUIRE(size == std::size(expected));
  for (std::uint64_t i = 0; i < size; ++i) {
    CAPTURE(i);
    muster_json value = nullptr;
    REQUIRE(run.api.at(run.root(), i, &value) == MUSTER_OK);
    CHECK(run.api.type(value) == expected[i]);
  }
  muster_json beyond = nullptr;
  CHECK(run.api.at(run.root(), size, &beyond) == MUSTER_NOT_FOUND);
}

TEST_CASE("members are found by key and by index") {
  Running run(R"({"a":"x","b":2})");
  muster_text string{};
  CHECK(run.api.text(run.member("a"), &string) == MUSTER_OK);
  CHECK(view(string) == "x");
  muster_text key{};
  CHECK(run.api.key(run.root(), 1, &key) == MUSTER_OK);
  CHECK(view(key) == "b");
  muster_json value = nullptr;
  CHECK(run.api.at(run.root(), 1, &value) == MUSTER_OK);
  CHECK(value == run.member("b"));
  CHECK(run.api.get(run.root(), text("c"), &value) == MUSTER_NOT_FOUND);
  CHECK(run.api.key(run.root(), 2, &key) == MUSTER_NOT_FOUND);
}

TEST_CASE("numbers convert only where nothing is lost") {
  Running run(
      R"({"integer":-5,"whole":3.0,"half":0.5,"big":9223372036854775808,"edge":-9.223372036854775808e18})");
  std::int64_t integer = 0;
  CHECK(run.api.integer(run.member("integer"), &integer) == MUSTER_OK);
  CHECK(integer == -5);
  CHECK(run.api.integer(run.member("whole"), &integer) == MUSTER_OK);
  CHECK(integer == 3);
  CHECK(run.api.integer(run.member("edge"), &integer) == MUSTER_OK);
  CHECK(integer == std::numeric_limits<std::int64_t>::min());
  CHECK(run.api.integer(run.member("half"), &integer) == MUSTER_WRONG_TYPE);
  CHECK(run.api.integer(run.member("big"), &integer) == MUSTER_WRONG_TYPE);
  double number = 0;
  CHECK(run.api.number(run.member("integer"), &number) == MUSTER_OK);
  CHECK(number == -5);
  CHECK(run.api.number(run.member("big"), &number) == MUSTER_OK);
  CHECK(number == 9223372036854775808.0);
}

TEST_CASE("a value of another type is refused and nothing is written to out") {
  Running run(R"({"text":"x","true":true})");
  std::int64_t integer = 7;
  CHECK(run.api.integer(run.member("text"), &integer) == MUSTER_WRONG_TYPE);
  CHECK(integer == 7);
  std::int32_t boolean = 7;
  CHECK(run.api.boolean(run.member("text"), &boolean) == MUSTER_WRONG_TYPE);
  CHECK(boolean == 7);
  CHECK(run.api.boolean(run.member("true"), &boolean) == MUSTER_OK);
  CHECK(boolean == 1);
  muster_text string{};
  CHECK(run.api.text(run.member("true"), &string) == MUSTER_WRONG_TYPE);
  std::uint64_t size = 7;
  CHECK(run.api.size(run.member("text"), &size) == MUSTER_WRONG_TYPE);
  muster_json value = nullptr;
  CHECK(run.api.get(run.member("text"), text("a"), &value) == MUSTER_WRONG_TYPE);
  CHECK(run.api.at(run.member("text"), 0, &value) == MUSTER_WRONG_TYPE);
}

TEST_CASE("NULL where a value is needed is invalid") {
  Running run("{}");
  muster_json value = nullptr;
  std::int64_t integer = 0;
  CHECK(run.api.get(nullptr, text("a"), &value) == MUSTER_INVALID);
  CHECK(run.api.get(run.root(), {nullptr, 3}, &value) == MUSTER_INVALID);
  CHECK(run.api.get(run.root(), text("a"), nullptr) == MUSTER_INVALID);
  CHECK(run.api.integer(nullptr, &integer) == MUSTER_INVALID);
  CHECK(run.api.root(run.api.context, run.call.token(), nullptr) == MUSTER_INVALID);
  CHECK(run.api.type(nullptr) == MUSTER_JSON_NULL);
}

TEST_CASE("a tree that the caller has parsed is not parsed again") {
  const auto parsed = muster::json::parse(R"({"from":"tree"})", "test");
  REQUIRE(parsed);
  Running run("no JSON at all", &*parsed);
  muster_text string{};
  CHECK(run.api.text(run.member("from"), &string) == MUSTER_OK);
  CHECK(view(string) == "tree");
}

TEST_CASE("an input that was let in is parsed whatever its size") {
  const std::string input = "\"" + std::string(std::size_t{2} << 20, 'a') + "\"";
  Running run(input);
  muster_text string{};
  CHECK(run.api.text(run.root(), &string) == MUSTER_OK);
  CHECK(string.size == input.size() - 2);
}

TEST_CASE("an input that is not JSON has no root and the place is kept") {
  Running run("{\"a\":");
  muster_json root = nullptr;
  CHECK(run.api.root(run.api.context, run.call.token(), &root) == MUSTER_INVALID);
  CHECK(run.call.end().refusal == "input:1:6: the text ends before its value does");
}

TEST_CASE("the writer makes one block of a value of every kind") {
  Running run("{}");
  const auto& api = run.api;
  CHECK(run.write(api.begin_object) == MUSTER_OK);
  CHECK(run.write(api.write_key, text("a\"\n")) == MUSTER_OK);
  CHECK(run.write(api.begin_array) == MUSTER_OK);
  CHECK(run.write(api.write_null) == MUSTER_OK);
  CHECK(run.write(api.write_boolean, 2) == MUSTER_OK);
  CHECK(run.write(api.write_integer, std::int64_t{-1}) == MUSTER_OK);
  CHECK(run.write(api.write_number, 12.5) == MUSTER_OK);
  CHECK(run.write(api.write_text, text("\\x[")) == MUSTER_OK);
  CHECK(run.write(api.begin_object) == MUSTER_OK);
  CHECK(run.write(api.end_object) == MUSTER_OK);
  CHECK(run.write(api.end_array) == MUSTER_OK);
  CHECK(run.write(api.write_key, text("b")) == MUSTER_OK);
  CHECK(run.write(api.write_text, muster_text{nullptr, 0}) == MUSTER_OK);
  CHECK(run.write(api.end_object) == MUSTER_OK);
  CHECK(run.result() == R"({"a\"\n":[null,true,-1,12.5,"\\x[",{}],"b":""})");
}

TEST_CASE("a value alone is a whole document, and another one may follow") {
  Running run("{}");
  CHECK(run.write(run.api.write_integer, std::int64_t{1}) == MUSTER_OK);
  CHECK(run.write(run.api.begin_array) == MUSTER_OK);
  CHECK(run.write(run.api.end_array) == MUSTER_OK);
  const auto blocks = run.call.end().blocks.view();
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].bytes == "1");
  CHECK(blocks[1].bytes == "[]");
}

TEST_CASE("a piece out of order is refused with the value that it was to be part of") {
  Running run("{}");
  const auto& api = run.api;
  const auto refuses = [&](auto begin, auto piece) {
    begin();
    const auto status = piece();
    return status == MUSTER_INVALID && run.write(api.end_object) == MUSTER_INVALID;
  };
  const auto nothing = [] {};
  const auto object = [&] { CHECK(run.write(api.begin_object) == MUSTER_OK); };
  const auto member = [&] {
    object();
    CHECK(run.write(api.write_key, text("a")) == MUSTER_OK);
  };
  const auto array = [&] { CHECK(run.write(api.begin_array) == MUSTER_OK); };
  CHECK(refuses(nothing, [&] { return run.write(api.write_key, text("a")); }));
  CHECK(refuses(object, [&] { return run.write(api.write_null); }));
  CHECK(refuses(object, [&] { return run.write(api.end_array); }));
  CHECK(refuses(member, [&] { return run.write(api.write_key, text("b")); }));
  CHECK(refuses(member, [&] { return run.write(api.end_object); }));
  CHECK(refuses(array, [&] { return run.write(api.write_key, text("b")); }));
  array();
  CHECK(run.write(api.end_array) == MUSTER_OK);
  CHECK(run.result() == "[]");
}

TEST_CASE("what JSON has no word for is refused, and the refusal says what it is") {
  const auto refusal_of = [](auto piece) {
    Running run("{}");
    CHECK(run.write(run.api.begin_object) == MUSTER_OK);
    CHECK(piece(run) == MUSTER_INVALID);
    return run.call.end().refusal;
  };
  CHECK(refusal_of([](Running& run) { return run.write(run.api.write_key, text("\xff")); }) ==
        "a key of JSON that is NULL or not UTF-8");
  const auto value = [&](auto piece, auto given) {
    return refusal_of([&](Running& run) {
      CHECK(run.write(run.api.write_key, text("a")) == MUSTER_OK);
      return run.write(run.api.*piece, given);
    });
  };
  CHECK(value(&muster_json_api::write_text, text("\xff")) ==
        "a text of JSON that is NULL or not UTF-8");
  CHECK(value(&muster_json_api::write_text, muster_text{nullptr, 1}) ==
        "a text of JSON that is NULL or not UTF-8");
  CHECK(value(&muster_json_api::write_number, std::nan("")) ==
        "a number of JSON that is not finite");
  CHECK(value(&muster_json_api::write_number, HUGE_VAL) == "a number of JSON that is not finite");
}

TEST_CASE("a key that stands twice is refused when its document is complete") {
  Running run("{}");
  CHECK(run.write(run.api.begin_object) == MUSTER_OK);
  for (int i = 0; i < 2; ++i) {
    CHECK(run.write(run.api.write_key, text("a")) == MUSTER_OK);
    CHECK(run.write(run.api.write_null) == MUSTER_OK);
  }
  CHECK(run.write(run.api.end_object) == MUSTER_INVALID);
}

TEST_CASE("the writer stops at the limits of size and depth") {
  Running small("{}", nullptr, 10);
  CHECK(small.write(small.api.begin_array) == MUSTER_OK);
  CHECK(small.write(small.api.write_text, text("0123456789")) == MUSTER_TOO_LARGE);
  CHECK(small.call.end().too_large);

  // A length that is no length is never added to anything, nor read.
  Running wild("{}");
  CHECK(wild.write(wild.api.begin_object) == MUSTER_OK);
  CHECK(wild.write(wild.api.write_key, muster_text{"key", UINT64_MAX}) == MUSTER_TOO_LARGE);

  Running deep("{}");
  for (int i = 0; i < 64; ++i) REQUIRE(deep.write(deep.api.begin_array) == MUSTER_OK);
  CHECK(deep.write(deep.api.begin_array) == MUSTER_TOO_LARGE);
}
