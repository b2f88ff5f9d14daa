// SPDX-License-Identifier: Apache-2.0
#include <muster/skill.h>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace muster {
namespace {

constexpr std::string_view kAllowedControls = "\t\n\r";

/// How many bytes `text` begins with that XML 1.0 has no way to write (2.2, Char).
std::size_t length_of_no_character(std::string_view text) {
  const bool is_control = static_cast<unsigned char>(text.front()) < ' ' &&
                          kAllowedControls.find(text.front()) == std::string_view::npos;
  if (is_control) return 1;
  return text.starts_with("\xef\xbf\xbe") || text.starts_with("\xef\xbf\xbf") ? 3 : 0;
}

void add_text(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = length_of_no_character(text);
    const char c = text.front();
    if (length > 0) {
      out += "\xef\xbf\xbd";  // the replacement character
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
    text.remove_prefix(std::max(length, std::size_t{1}));
  }
}

void add_element(std::string& out, std::string_view element, std::string_view text) {
  out += "    <";
  out += element;
  out += '>';
  add_text(out, text);
  out += "</";
  out += element;
  out += ">\n";
}

}  // namespace

std::string available_skills(const std::vector<SkillInfo>& skills) {
  std::string out = "<available_skills>\n";
  for (const SkillInfo& skill : skills) {
    out += "  <skill>\n";
    add_element(out, "name", skill.descriptor.name);
    add_element(out, "description", skill.descriptor.description);
    if (!skill.location.empty()) add_element(out, "location", skill.location);
    out += "  </skill>\n";
  }
  return out + "</available_skills>\n";
}

}  // namespace muster
