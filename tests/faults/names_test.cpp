// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <sstream>

#include "support/serving_host.h"

namespace muster::test {

namespace fs = std::filesystem;

TEST_CASE("FILE-08 libraries of hostile names are served like others") {
  ServingHost serving;
  const std::vector<std::string> names{"-rf.so", "a\nb.so", "\xff\xfe.so", "$(id) 'x' \"y\".so",
                                       std::string(248, 'n') + ".so"};  // .tmp makes it 255 bytes
  for (std::size_t i = 0; i < names.size(); ++i) {
    echo_copy(serving.plugin(names[i]), fmt::format("agent-{:06}", i));
  }
  const std::string longest = serving.plugin(std::string(252, 'm') + ".so");
  fs::rename(echo_copy(serving.root / "next.so", "agent-000005"), longest);
  const ReloadReport report = serving.host.start();
  CHECK(report.problems().empty());
  CHECK(report.files.size() == 6);
  for (int i = 0; i < 6; ++i) {
    CHECK(serving.ask(fmt::format("agent-{:06}", i)) == "version-0000");
  }
}

TEST_CASE("FILE-08 a refused library of a hostile name is told in one line of plain text") {
  ServingHost serving;
  for (const char* name : {"a\n\x1b[2Jb.so", "\xff\xfe.so", "-rf.so"}) {
    write_whole(serving.plugin(name), "no library\n");
  }
  const ReloadReport report = serving.host.start();
  CHECK(report.problems().size() == 3);
  for (const Error& problem : report.problems()) {
    CAPTURE(problem);
    std::ostringstream out;
    out << problem;
    const std::string line = out.str();
    CHECK(line.find_first_of("\n\x1b\xff") == std::string::npos);
    CHECK(line.find(serving.plugins) != std::string::npos);
  }
}

TEST_CASE("FILE-08 ten thousand files are read once, and one more is too many") {
  ServingHost serving;
  echo_copy(serving.plugin("live.so"), "agent-000001");
  for (int i = 1; i < 10'000; ++i) serving.root.write(fmt::format("plugins/{}.so", i), "");
  CHECK(serving.host.start().refused() == 9'999);
  CHECK(serving.ask("agent-000001") == "version-0000");

  serving.root.write("plugins/more.so", "");
  const ReloadReport report = serving.host.reload();
  CHECK(report.outcome() == Outcome::rejected);
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].code == "catalog.too_many_files");
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("FILE-08 five hundred changes at once are one generation") {
  ServingHost serving;
  const auto drop_all = [&](std::string_view version) {
    for (int i = 0; i < 500; ++i) {
      echo_copy(serving.plugin(fmt::format("{:03}.so", i)), fmt::format("agent-{:06}", i), version);
    }
  };
  drop_all("version-0001");
  CHECK(serving.host.start().added.agents.size() == 500);
  BackgroundCaller caller(serving.host, "agent-000499", "version-0001");
  drop_all("version-0002");
  caller.stop();
  CHECK(caller.wrong() == 0);

  const ReloadReport report = serving.host.reload();

  CHECK(report.generation == 2);
  CHECK(report.changed.agents.size() == 500);
  for (int i = 0; i < 500; ++i) {
    CHECK(serving.ask(fmt::format("agent-{:06}", i)) == "version-0002");
  }
  CHECK(serving.settled().staged.size() == 500);
}

}  // namespace muster::test
