// SPDX-License-Identifier: Apache-2.0
#include "cli/skill_text.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "cli/read_json.h"
#include "cli/table.h"

namespace muster::cli {
namespace {

void add(std::vector<Row>& rows, const json::Value& object, std::string_view key) {
  if (std::string text = text_at(object, key); !text.empty()) {
    rows.push_back({"  " + std::string(key), std::move(text)});
  }
}

}  // namespace

std::string skill_text(const json::Value& skill) {
  std::vector<Row> rows;
  for (const char* key : {"description", "path", "sha256", "generation"}) add(rows, skill, key);
  const json::Value& fields = value_at(skill, "fields");
  if (fields.is_object()) {
    for (const auto& [key, value] : fields.get_object()) {
      if (key != "name" && key != "description") add(rows, fields, key);
    }
  }
  std::vector<Row> files;
  for (const json::Value& file : items_at(skill, "files")) {
    files.push_back({"  " + text_at(file, "path"), text_at(file, "size"), text_at(file, "sha256")});
  }
  std::string text = "skill " + escaped(text_at(skill, "name")) + '\n' + table(rows);
  if (!files.empty()) text += "files\n" + table(files);
  return text;
}

std::string for_terminal(std::string_view bytes) {
  std::string text;
  while (!bytes.empty()) {
    const std::size_t plain = std::min(bytes.find_first_of("\n\t"), bytes.size());
    text += escaped(bytes.substr(0, plain));
    bytes.remove_prefix(plain);
    if (bytes.empty()) break;
    text += bytes.front();
    bytes.remove_prefix(1);
  }
  return text;
}

}  // namespace muster::cli
