// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_AGENTS_PAGE_H
#define MUSTER_TESTS_AGENTS_PAGE_H

#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

/// A call that a page of docs/agents shows, and the answer it shows for it.
struct Example {
  enum class Answer {
    text,   ///< ```text: the answer as text, or "CODE: message" of an error
    json,   ///< ```json: the answer as JSON
    shape,  ///< ```json example: the same members of the same types
  };

  std::string slug;
  int line = 0;  ///< of the input
  std::string input;
  Answer kind = Answer::text;
  std::string answer;
};

/// The examples of a page, in order. A heading with a name in backticks says which agent the
/// examples below it are of; each is a ```json block, the input, and the next ```json or ```text
/// block, the answer. Blocks of other languages are passed over.
[[nodiscard]] std::vector<Example> examples_of(std::string_view page);

/// The blocks of one language, without their fences.
[[nodiscard]] std::vector<std::string> blocks_of(std::string_view page, std::string_view language);

/// Whether two JSON texts have the same members of the same types. Arrays: by their first items.
[[nodiscard]] bool have_same_shape(std::string_view one, std::string_view other);

}  // namespace muster::test

#endif
