// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "skill/skill.h"

namespace {

using namespace muster;

void demand(bool holds) {
  if (!holds) std::abort();
}

// What is said of a file is fit for a terminal, and names the place.
void check_told(const std::vector<Error>& errors) {
  for (const Error& error : errors) {
    const std::string line = to_string(error);
    demand(error.subject.starts_with("x/SKILL.md") && !error.message.empty());
    demand(escaped(line) == line);
  }
}

skill::Parsed parsed(std::string_view text, skill::Mode mode) {
  skill::Parsed parsed = skill::parse(text, "x/SKILL.md", "x", mode);
  check_told(parsed.errors);
  check_told(parsed.warnings);
  demand(parsed.descriptor.has_value() == parsed.errors.empty());
  return parsed;
}

}  // namespace

// Whatever a SKILL.md holds: there is a skill or an error. What strict mode takes, lenient mode
// takes just so; what lenient mode takes has a name, a description and a body that ends the file.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const skill::Parsed lenient = parsed(text, skill::Mode::lenient);
  const skill::Parsed strict = parsed(text, skill::Mode::strict);
  if (strict.descriptor) {
    demand(lenient.descriptor && lenient.warnings == strict.warnings);
    demand(lenient.descriptor->fields == strict.descriptor->fields);
    demand(strict.descriptor->name == "x");
  }
  if (!lenient.descriptor) return 0;
  demand(!lenient.descriptor->name.empty() && !find_not_utf8(lenient.descriptor->name));
  demand(escaped(lenient.descriptor->name) == lenient.descriptor->name);
  demand(!lenient.descriptor->description.empty());
  demand(lenient.body == strict.body || !strict.descriptor);
  demand(text.ends_with(lenient.body));
  return 0;
}
