// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer.h"

#include <doctest/doctest.h>

#include <string>

namespace muster::plugin {
namespace {

Result<std::vector<Block>> text_of_size(std::size_t bytes) {
  return std::vector<Block>{{.bytes = std::string(bytes, 'a')}};
}

}  // namespace

TEST_CASE("the room for answers is what those that are kept leave") {
  Answers answers;
  CHECK(answers.room() == Answers::kBytesMost);
  const Answer& first = answers.keep(text_of_size(1000));
  CHECK(answers.room() == Answers::kBytesMost - 1000);
  answers.keep(tl::unexpected(Error{}));
  CHECK(answers.room() == Answers::kBytesMost - 1000);
  answers.release(&first);
  answers.release(nullptr);
  CHECK(answers.room() == Answers::kBytesMost);
  answers.keep(text_of_size(Answers::kBytesMost));
  CHECK_FALSE(answers.room());
  answers.clear();
  CHECK(answers.room());
}

TEST_CASE("the tree of an answer is that of its last JSON block") {
  const Answer answer(std::vector<Block>{{.type = Block::Type::json, .bytes = "1"},
                                         {.type = Block::Type::json, .bytes = "[2]"},
                                         {.bytes = "text"}});
  REQUIRE(answer.tree() != nullptr);
  CHECK(json::write(*answer.tree()) == "[2]");
  CHECK(answer.tree() == answer.tree());
  CHECK(Answer(std::vector<Block>{{.bytes = "3"}}).tree() == nullptr);
  CHECK(Answer(tl::unexpected(Error{})).tree() == nullptr);
}

}  // namespace muster::plugin
