// SPDX-License-Identifier: Apache-2.0
// Commands that pages and bundled skills name are commands that there are.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
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

/// The command of a line of code that begins with `muster`, or has it behind a pipe; else empty.
std::string command_in(std::string_view code) {
  for (std::size_t pipe = code.size(); pipe != std::string_view::npos && pipe != 0;) {
    pipe = code.rfind('|', pipe - 1);
    std::string_view rest = code.substr(pipe == std::string_view::npos ? 0 : pipe + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.starts_with("muster ")) return std::string(rest);
  }
  return {};
}

std::vector<std::string> commands_in(const fs::path& page) {
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
    const bool is_indented = !in_fence && line.starts_with("    ");
    const std::string command = is_shell || is_indented ? command_in(line) : std::string();
    if (!command.empty()) commands.push_back(command);
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
