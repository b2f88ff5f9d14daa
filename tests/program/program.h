// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_PROGRAM_PROGRAM_H
#define MUSTER_TESTS_PROGRAM_PROGRAM_H

#include <sys/types.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"

namespace muster::test {

/// How a process ended, and what it wrote.
struct Ended {
  int status = -1;  ///< exit status; 128 + the signal that ended it
  std::string out;
  std::string err;
};

/// The installed program as a process of its own. Waiting is by poll, with a deadline that fails
/// the test.
///
/// Lifetime: what still runs at the end is killed.
class Program {
 public:
  using Variables = std::map<std::string, std::string>;

  /// Starts `muster WORDS...` with exactly these environment variables and `input` on standard
  /// input.
  Program(const std::vector<std::string>& words, const Variables& variables,
          std::string_view input = {});
  /// The same in a session of its own on a terminal, whose other end is terminal().
  struct OnTerminal {};
  Program(OnTerminal, const std::vector<std::string>& words, const Variables& variables);
  /// Any program: the first of the words, looked up in PATH.
  struct Other {};
  Program(Other, const std::vector<std::string>& words, const Variables& variables);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Waits until standard error has `text` beyond what earlier waits found; returns the rest of its
  /// line.
  std::string wait_for(std::string_view text);
  /// Waits until standard error has `text`, and a whole line of it. False: it ended without.
  [[nodiscard]] bool says(std::string_view text);
  void signal(int number) const;
  /// How many threads and open descriptors it has, from /proc.
  [[nodiscard]] std::size_t threads() const { return entries("task"); }
  [[nodiscard]] std::size_t descriptors() const { return entries("fd"); }
  /// Reads standard error no more, and leaves no room in its pipe.
  void clog_err();
  /// Hangs up, as a terminal window does that is closed.
  void close_terminal() { terminal_ = {}; }
  /// Waits until it ends.
  Ended wait();

 private:
  [[nodiscard]] std::size_t entries(std::string_view folder) const;
  void start(std::vector<std::string> words, const Variables& variables,
             const std::string& terminal, int input);
  void read_once();  // waits for the next output, or the end

  pid_t pid_ = 0;
  UniqueFd process_;
  UniqueFd out_;
  UniqueFd err_;
  UniqueFd clogged_;
  UniqueFd terminal_;
  Ended ended_;
  std::size_t found_ = 0;  // end of what wait_for() found in err
  bool is_over_ = false;
};

/// Where the installed program lies.
[[nodiscard]] std::string installed_program();

}  // namespace muster::test

#endif
