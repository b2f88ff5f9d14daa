// SPDX-License-Identifier: Apache-2.0
#include "plugin/call_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "plugin/agent.h"

using muster::Block;
using muster::plugin::CallPool;
using std::chrono::steady_clock;

namespace {

const muster::plugin::Agent kAgent{};

muster_text text(std::string_view view) { return {view.data(), view.size()}; }

muster_block block(std::uint32_t type, std::string_view bytes, std::string_view mime = {},
                   std::string_view name = {}) {
  return {sizeof(muster_block), type, text(mime), text(name), text(bytes)};
}

std::int32_t write(const CallPool& pool, std::uint64_t token, const muster_block& block) {
  return pool.host().write(pool.host().context, token, &block);
}

std::int32_t write(const CallPool& pool, std::uint64_t token, std::string_view bytes) {
  return write(pool, token, block(MUSTER_BLOCK_TEXT, bytes));
}

std::int32_t fail(const CallPool& pool, std::uint64_t token, std::string_view code,
                  std::string_view message) {
  return pool.host().fail(pool.host().context, token, text(code), text(message));
}

std::int32_t check(const CallPool& pool, std::uint64_t token) {
  return pool.host().check(pool.host().context, token);
}

}  // namespace

TEST_CASE("what an agent writes is kept in order") {
  CallPool pool;
  CallPool::Call call(pool, kAgent, {});
  CHECK(check(pool, call.token()) == MUSTER_OK);
  CHECK(write(pool, call.token(), "one") == MUSTER_OK);
  CHECK(write(pool, call.token(), block(MUSTER_BLOCK_IMAGE, "\xff\xd8", "image/jpeg")) ==
        MUSTER_OK);
  const auto& record = call.end();
  REQUIRE(record.blocks.view().size() == 2);
  CHECK(record.blocks.view()[0] == Block{Block::Type::text, "", "", "one"});
  CHECK(record.blocks.view()[1] == Block{Block::Type::image, "image/jpeg", "", "\xff\xd8"});
}

TEST_CASE("once a call has ended its token is gone for every callback") {
  CallPool pool;
  CallPool::Call call(pool, kAgent, {.input = "{}"});
  const auto& record = call.end();
  CHECK(write(pool, call.token(), "late") == MUSTER_GONE);
  CHECK(fail(pool, call.token(), "late", "late") == MUSTER_GONE);
  CHECK(check(pool, call.token()) == MUSTER_GONE);
  muster_json root = nullptr;
  CHECK(pool.json().root(pool.json().context, call.token(), &root) == MUSTER_GONE);
  CHECK(pool.json().begin_object(pool.json().context, call.token()) == MUSTER_GONE);
  CHECK(record.blocks.view().empty());
  CHECK_FALSE(record.failed);
}

TEST_CASE("a late write does not reach the next call in the same record") {
  CallPool pool;
  std::uint64_t old_token = 0;
  {
    const CallPool::Call call(pool, kAgent, {});
    old_token = call.token();
    REQUIRE(write(pool, old_token, "old") == MUSTER_OK);
  }
  CallPool::Call next(pool, kAgent, {});
  CHECK((next.token() & 0xffff) == (old_token & 0xffff));
  CHECK(next.token() != old_token);
  CHECK(write(pool, old_token, "late") == MUSTER_GONE);
  CHECK(check(pool, old_token) == MUSTER_GONE);
  CHECK(next.end().blocks.view().empty());
}

TEST_CASE("tokens that no call ever had are gone") {
  CallPool pool;
  const CallPool::Call call(pool, kAgent, {});
  for (const std::uint64_t token : {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1},
                                    std::uint64_t{0xffff}, call.token() + (1 << 16)}) {
    CAPTURE(token);
    CHECK(write(pool, token, "x") == MUSTER_GONE);
    CHECK(check(pool, token) == MUSTER_GONE);
  }
}

TEST_CASE("any number of calls run at once, each with a record of its own") {
  CallPool pool;
  std::deque<CallPool::Call> calls;
  std::set<std::uint64_t> tokens;
  for (int i = 0; i < 200; ++i) {
    calls.emplace_back(pool, kAgent, muster::plugin::Invocation());
    tokens.insert(calls.back().token());
    REQUIRE(write(pool, calls.back().token(), std::to_string(i)) == MUSTER_OK);
  }
  CHECK(tokens.size() == 200);
  for (int i = 199; i >= 0; --i) {  // on one thread calls are within each other
    const auto blocks = calls[static_cast<std::size_t>(i)].end().blocks.view();
    REQUIRE(blocks.size() == 1);
    CHECK(blocks.front().bytes == std::to_string(i));
  }
}

TEST_CASE("a write that races with the end of its call is in the result or gone, nothing else") {
  CallPool pool;
  for (int round = 0; round < 200; ++round) {
    CallPool::Call call(pool, kAgent, {});
    std::atomic<int> written = 0;
    std::thread writer([&, token = call.token()] {
      for (;;) {
        const auto status = write(pool, token, "x");
        if (status != MUSTER_OK && status != MUSTER_TOO_LARGE) break;
        if (status == MUSTER_OK) ++written;
      }
    });
    while (written == 0) std::this_thread::yield();
    const auto kept = call.end().blocks.view().size();
    writer.join();
    CHECK(static_cast<int>(kept) == written);
    CHECK(call.end().blocks.view().size() == kept);
  }
}

TEST_CASE("threads that call at the same time do not see each other's results") {
  CallPool pool;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([&pool, &wrong, mine = std::to_string(number)] {
      for (int i = 0; i < 2000; ++i) {
        CallPool::Call call(pool, kAgent, {});
        if (write(pool, call.token(), mine) != MUSTER_OK) ++wrong;
        const auto blocks = call.end().blocks.view();
        if (blocks.size() != 1 || blocks.front().bytes != mine) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("after the deadline nobody waits: check and write say so") {
  CallPool pool;
  CallPool::Call call(pool, kAgent, {.deadline = steady_clock::now()});
  CHECK(check(pool, call.token()) == MUSTER_CANCELLED);
  CHECK(write(pool, call.token(), "late") == MUSTER_CANCELLED);
  CHECK(call.end().blocks.view().empty());
}

TEST_CASE("a block that breaks a rule is refused with the reason") {
  struct Bad {
    muster_block block;
    std::string_view why;
  };
  const Bad bad[] = {
      {block(MUSTER_BLOCK_TEXT, "a\xc3"), "block 1 (text): not UTF-8 at byte 1"},
      {block(MUSTER_BLOCK_JSON, "{\"a\":}"), "block 1 (json): not JSON: syntax error"},
      {block(MUSTER_BLOCK_JSON, ""), "block 1 (json): the text ends before its value does"},
      {block(MUSTER_BLOCK_IMAGE, "x"), "block 1 (image): its mime is missing"},
      {block(MUSTER_BLOCK_AUDIO, "x"), "block 1 (audio): its mime is missing"},
      {block(MUSTER_BLOCK_RESOURCE, "x"), "block 1 (resource): its name, a URI, is missing"},
      {block(MUSTER_BLOCK_IMAGE, "x", "\xff"), "block 1 (image): its mime is not UTF-8"},
      {block(MUSTER_BLOCK_TEXT, "x", "", "\xff"), "block 1 (text): its name is not UTF-8"},
      {block(5, "x"), "block type 5 is unknown"},
      {{sizeof(muster_block), MUSTER_BLOCK_TEXT, {}, {}, {nullptr, 3}},
       "block 1 (text): its bytes are NULL"},
      {{8, MUSTER_BLOCK_TEXT, {}, {}, {}}, "a block says a struct_size that is too small"},
  };
  for (const auto& [given, why] : bad) {
    CallPool pool;
    CallPool::Call call(pool, kAgent, {});
    CHECK(write(pool, call.token(), given) == MUSTER_INVALID);
    const auto& record = call.end();
    CHECK(record.refusal == why);
    CHECK(record.blocks.view().empty());
  }
}

TEST_CASE("a block that is NULL is refused") {
  CallPool pool;
  const CallPool::Call call(pool, kAgent, {});
  CHECK(pool.host().write(pool.host().context, call.token(), nullptr) == MUSTER_INVALID);
}

TEST_CASE("the limit counts the bytes of all blocks together") {
  CallPool pool;
  CallPool::Call call(pool, kAgent, {.max_result_bytes = 10});
  CHECK(write(pool, call.token(), "12345") == MUSTER_OK);
  CHECK(write(pool, call.token(), "123456") == MUSTER_TOO_LARGE);
  CHECK(write(pool, call.token(), "12345") == MUSTER_OK);
  CHECK(write(pool, call.token(), {sizeof(muster_block), 0, {}, {}, {"", ~std::uint64_t{0}}}) ==
        MUSTER_TOO_LARGE);
  CHECK(write(pool, call.token(), "") == MUSTER_OK);
  const auto& record = call.end();
  CHECK(record.too_large);
  CHECK(record.refusal == "more than 10 bytes");
  CHECK(record.blocks.view().size() == 3);
}

TEST_CASE("a result has at most 256 blocks") {
  CallPool pool;
  CallPool::Call call(pool, kAgent, {});
  for (int i = 0; i < 256; ++i) REQUIRE(write(pool, call.token(), "") == MUSTER_OK);
  CHECK(write(pool, call.token(), "") == MUSTER_TOO_LARGE);
  CHECK(call.end().refusal == "more than 256 blocks");
}

TEST_CASE("of several failures the last one counts") {
  CallPool pool;
  CallPool::Call call(pool, kAgent, {});
  CHECK(fail(pool, call.token(), "first", "one") == MUSTER_OK);
  CHECK(fail(pool, call.token(), "second", "two") == MUSTER_OK);
  CHECK(fail(pool, call.token(), "\xff", "three") == MUSTER_INVALID);
  CHECK(fail(pool, call.token(), "third", "\xff") == MUSTER_INVALID);
  CHECK(fail(pool, call.token(), std::string(65, 'c'), "three") == MUSTER_INVALID);
  const auto& record = call.end();
  CHECK(record.failed);
  CHECK(record.failure_code == "second");
  CHECK(record.failure_message == "two");
}

TEST_CASE("a long failure message is cut between two characters") {
  CallPool pool;
  CallPool::Call call(pool, kAgent, {});
  const std::string message = std::string(4095, 'a') + "\xc3\xa4" + std::string(100, 'a');
  CHECK(fail(pool, call.token(), "", message) == MUSTER_OK);
  CHECK(call.end().failure_message == std::string(4095, 'a'));
}

TEST_CASE("the host has four extensions and no other") {
  CallPool pool;
  const auto& host = pool.host();
  CHECK(host.struct_size == sizeof(muster_host));
  CHECK(host.abi_minor == MUSTER_ABI_MINOR);
  const auto extension = [&](muster_text id) { return host.extension(host.context, id); };
  CHECK(extension(text("muster.json/1")) == &pool.json());
  CHECK(extension(text("muster.log/1")) == &pool.log().api());
  for (const std::string_view id : {"muster.call/1", "muster.json/1", "muster.log/1",
                                    "muster.progress/1", "muster.json/2", "muster.storage/1", ""}) {
    CAPTURE(id);
    CHECK((extension(text(id)) != nullptr) == muster::plugin::has_extension(id));
  }
  CHECK(muster::plugin::has_extension("muster.progress/1"));
  CHECK_FALSE(muster::plugin::has_extension("muster.json/2"));
  CHECK(extension({nullptr, 0}) == nullptr);
  CHECK(extension({nullptr, 5}) == nullptr);
}
