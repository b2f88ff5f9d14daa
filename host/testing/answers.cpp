// SPDX-License-Identifier: Apache-2.0
#include "testing/answers.h"

namespace muster::testing {

Answer answer_of(const std::vector<Block>& blocks) {
  Answer answer;
  answer.text = text_of(blocks);
  answer.blocks = blocks.size();
  for (const Block& block : blocks) {
    if (block.type == Block::Type::json) answer.json = block.bytes;
  }
  return answer;
}

Answer answer_of(const Error& error) {
  Answer answer;
  answer.code = error.agent_code.empty() ? std::string(error.code) : error.agent_code;
  answer.message = error.message;
  return answer;
}

}  // namespace muster::testing
