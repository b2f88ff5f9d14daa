// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_PROGRAM_SANDBOX_H
#define MUSTER_TESTS_PROGRAM_SANDBOX_H

#include <filesystem>
#include <string>
#include <vector>

#include "base/json.h"
#include "program/program.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::test {

/// Folders of its own for plugins, skills and sockets, with `echo` already there, and the program
/// run among them.
class Sandbox {
 public:
  Sandbox() {
    temp_.make_folder("run");
    temp_.make_folder("skills");
    drop("echo");
  }

  std::string operator/(std::string_view name) const { return temp_ / name; }
  const TempDir& temp() const { return temp_; }
  std::string plugins() const { return temp_ / "plugins"; }
  std::string skills() const { return temp_ / "skills"; }
  std::string socket() const { return temp_ / "run/muster/default.sock"; }

  /// The folders of private copies that there are.
  std::vector<std::string> staged() const {
    std::vector<std::string> folders;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(temp_ / "run/muster", none)) {
      if (entry.is_directory()) folders.push_back(entry.path());
    }
    return folders;
  }

  /// Puts a built plugin into the folder, whole.
  void drop(const std::string& name) const { drop_from(MUSTER_PLUGINS, name); }
  void drop_from(const std::string& folder, const std::string& name) const {
    temp_.make_folder("plugins");
    write_whole(plugins() + "/" + name + ".so", content_of(folder + "/" + name + ".so"));
  }
  /// Puts the first page of one there, as a copy that broke off leaves it.
  void drop_broken(const std::string& name) const {
    write_whole(plugins() + "/" + name + ".so",
                content_of(MUSTER_PLUGINS "/echo.so").substr(0, 4096));
  }

  Program::Variables variables() const {
    Program::Variables all{{"XDG_RUNTIME_DIR", temp_ / "run"},
                           {"HOME", temp_.path()},
                           {"TEST_BEGAN", temp_ / "began"},
                           {"TEST_FINISH", temp_ / "finish"}};
    for (const char* name :
         {"PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
      if (const char* const value = std::getenv(name)) all[name] = value;
    }
    return all;
  }

  /// Runs a command to its end.
  Ended run(const std::vector<std::string>& words, std::string_view input = {}) const {
    return Program(words, variables(), input).wait();
  }
  /// The same with --json, and what it wrote.
  json::Value run_json(std::vector<std::string> words) const {
    words.push_back("--json");
    const Ended ended = run(words);
    INFO(ended.out << ended.err);
    return json::parse(ended.out, "output").value();
  }

  /// The words of a host on these folders.
  std::vector<std::string> serve_words(std::vector<std::string> more = {"--no-watch"}) const {
    std::vector<std::string> words{"serve", "--plugins", plugins(), "--skills", skills()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }

 private:
  TempDir temp_;
};

/// A host that is ready.
struct Serving {
  explicit Serving(const Sandbox& sandbox, std::vector<std::string> more = {"--no-watch"})
      : program(sandbox.serve_words(std::move(more)), sandbox.variables()),
        ready(program.wait_for("muster: ready: ")) {}

  Program program;
  std::string ready;  ///< the rest of the ready line
};

}  // namespace muster::test

#endif
