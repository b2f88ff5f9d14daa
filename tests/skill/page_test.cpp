// SPDX-License-Identifier: Apache-2.0
// The skill that docs/skills.md shows is one.
#include <doctest/doctest.h>

#include <string>

#include "base/file.h"
#include "skill/skill.h"

using namespace muster;

TEST_CASE("the skill on the page about skills passes strict mode and has what the page says") {
  const auto page = read_file(MUSTER_DOCS "/skills.md", 1 << 20, "skills.md");
  REQUIRE(page);
  const std::string fence = "```markdown\n";
  const auto begin = page->bytes.find(fence);
  REQUIRE(begin != std::string::npos);
  const auto text = begin + fence.size();
  const auto parsed =
      skill::parse(page->bytes.substr(text, page->bytes.find("```\n", text) - text), "SKILL.md",
                   "pdf-tools", skill::Mode::strict);
  for (const Error& error : parsed.errors) FAIL_CHECK(to_string(error));
  REQUIRE(parsed.descriptor);
  CHECK(parsed.descriptor->allowed_tools.size() == 2);
  CHECK(parsed.descriptor->metadata == SkillDescriptor::Fields{{"area", "documents"}});
  CHECK(parsed.body.starts_with("# Filling in a form\n"));
}
