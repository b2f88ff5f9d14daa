// SPDX-License-Identifier: Apache-2.0
#include <muster/skill.h>

#include <string_view>

namespace muster {
namespace {

void add_element(std::string& out, std::string_view element, std::string_view text) {
  out += "    <";
  out += element;
  out += '>';
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
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
