// SPDX-License-Identifier: Apache-2.0
// Commands that pages and bundled skills name are commands that there are.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "cli/arguments.h"

namespace muster::cli {
namespace {

namespace fs = std::filesystem;

/// The words of a shell's line up to a comment, a pipe, a redirection or the next command.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool is_word = false;
  char quote = 0;
  for (const char c : line + ' ') {
    if (quote == 0 && word.empty() && std::string("#|>&;").find(c) != std::string::npos) break;
    if (quote == 0 && (c == ' ' || c == ';')) {
      if (is_word) words.push_back(word);
      word.clear();
      is_word = false;
      if (c == ';') break;
    } else if (c == quote) {
      quote = 0;
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      is_word = true;
    } else {
      word += c;
      is_word = true;
    }
  }
  return words;
}

/// The commands of a page: lines of code that begin with `muster`, or have it behind a pipe.
std::vector<std::string> commands_in(const fs::path& page) {
  static const std::regex indented("^ {4,}(.*[|] *)?(muster .*)$");
  static const std::regex fenced("^(.*[|] *)?(muster .*)$");
  std::vector<std::string> commands;
  std::ifstream in(page);
  bool in_fence = false;
  bool is_shell = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      in_fence = !in_fence;
      is_shell = in_fence && line == "```sh";
      continue;
    }
    std::smatch found;
    if (std::regex_match(line, found, is_shell ? fenced : indented) && (is_shell || !in_fence)) {
      commands.push_back(found[2]);
    }
  }
  return commands;
}

std::size_t check_commands_of(const fs::path& page) {
  const auto commands = commands_in(page);
  for (const std::string& command : commands) {
    CAPTURE(page.string());
    CAPTURE(command);
    auto words = words_of(command);
    words.erase(words.begin());
    const auto arguments = parse(words);
    const std::string complaint = arguments ? "" : arguments.error().err;
    CHECK(complaint == "");
  }
  return commands.size();
}

TEST_CASE("every command in a bundled skill is one that the program takes") {
  std::size_t skills = 0;
  for (const auto& entry : fs::directory_iterator(MUSTER_SOURCE "/skills")) {
    if (!entry.is_directory()) continue;
    CHECK(check_commands_of(entry.path() / "SKILL.md") >= 5);
    ++skills;
  }
  CHECK(skills == 3);
}

TEST_CASE("every command in the documentation is one that the program takes") {
  std::size_t commands = 0;
  for (const auto& entry : fs::directory_iterator(MUSTER_SOURCE "/docs")) {
    if (entry.path().extension() == ".md") commands += check_commands_of(entry.path());
  }
  CHECK(commands >= 10);
}

}  // namespace
}  // namespace muster::cli
