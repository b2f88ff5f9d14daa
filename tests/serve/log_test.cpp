// SPDX-License-Identifier: Apache-2.0
#include "serve/log.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "base/unique_fd.h"

namespace muster::serve {
namespace {

// A log that writes to a pipe.
struct Piped {
  Piped() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    reading = UniqueFd(ends[0]);
    const UniqueFd writing(ends[1]);
    log.emplace(LogFormat::text, writing.get());
  }

  // Until nobody has the other end.
  std::string rest() const {
    std::string text;
    std::array<char, 4096> buffer;
    ssize_t size = 0;
    while ((size = ::read(reading.get(), buffer.data(), buffer.size())) > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(size));
    }
    return text;
  }

  UniqueFd reading;
  std::optional<Log> log;
};

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

// More than a pipe and the queue take.
std::size_t write_too_much(Log& log) {
  const std::string line(100, 'x');
  constexpr std::size_t kLines = 20'000;
  for (std::size_t i = 0; i < kLines; ++i) log.write(line);
  return kLines;
}

TEST_CASE("what was written to a log is out when it has ended") {
  Piped piped;
  piped.log->write("ready");
  piped.log->write({.name = "listening", .message = "here"});
  piped.log.reset();
  const std::string text = piped.rest();
  CHECK(text.starts_with("ready\n"));
  CHECK(text.ends_with(" listening: here\n"));
}

TEST_CASE("a log that is not read takes every line and ends") {
  Piped piped;
  write_too_much(*piped.log);
  piped.log.reset();
  piped.rest();  // so that its thread ends as well
}

TEST_CASE("a log that is read again says how many lines it dropped, and has the last ones") {
  Piped piped;
  const std::size_t lines = write_too_much(*piped.log);
  piped.log->write("last");
  piped.log.reset();
  const std::string text = piped.rest();
  CHECK(text.ends_with("\nlast\n"));
  std::size_t notes = 0;
  std::size_t dropped = 0;
  constexpr std::string_view kNote = " log: dropped ";
  for (auto at = text.find(kNote); at != std::string::npos; at = text.find(kNote, at + 1)) {
    ++notes;
    dropped += std::stoul(text.substr(at + kNote.size()));
  }
  CHECK(dropped > 0);
  CHECK(lines_in(text) - notes + dropped == lines + 1);
}

}  // namespace
}  // namespace muster::serve
