// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <thread>

#include "base/sha256.h"
#include "faults/kept.h"
#include "faults/mark.h"
#include "support/serving_host.h"

namespace muster::test {
namespace {

/// The codes of the warnings of the only file in a report, separated by spaces.
std::string warnings_in(const ReloadReport& report) {
  REQUIRE(report.files.size() == 1);
  std::string codes;
  for (const Error& warning : report.files[0].warnings) {
    codes.append(codes.empty() ? "" : " ").append(warning.code);
  }
  return codes;
}

/// The one library that could not be unloaded, once it is listed with a reason that has this word.
Retained wait_for_retained(const ServingHost& serving, std::string_view word) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < give_up) {
    const auto retained = serving.host.status().retained;
    if (retained.size() == 1 && retained[0].reason.find(word) != std::string::npos) {
      return retained[0];
    }
    std::this_thread::yield();
  }
  FAIL("nothing is retained for this reason: " << word);
  return {};
}

}  // namespace

TEST_CASE("LINK-02 a library without register or note, or for another ABI, never runs") {
  const Mark mark;
  check_row_kept("LINK-02");
  CHECK_FALSE(mark.is_left());
}

TEST_CASE("LINK-02 a library with neither note nor register is ignored and never runs") {
  const Mark mark;
  ServingHost serving;
  write_whole(serving.plugin("helper.so"), content_of(fixture("helper_marked")));
  const ReloadReport report = serving.host.start();
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].outcome == FileOutcome::ignored);
  CHECK(report.refused() == 0);
  CHECK_FALSE(mark.is_left());
}

TEST_CASE(
    "LINK-02 a descriptor of an older or a newer minor is read as far as both sides know it") {
  for (const char* const name : {"marked", "smaller_descriptor", "larger_descriptor"}) {
    CAPTURE(name);
    const Mark mark;
    ServingHost serving;
    write_whole(serving.plugin("a.so"), content_of(fixture(name)));
    const ReloadReport report = serving.host.start();
    CHECK(report.problems().empty());
    CHECK(serving.ask("marked-agent") == "version-0000");
    CHECK(mark.is_left());
  }
}

TEST_CASE("LINK-03 a version never sees the unique variables of the one before, and both unload") {
  ServingHost serving;
  const std::string path = serving.plugin("a.so");
  write_whole(path, unique_state("version-0001"));
  serving.host.start();
  const ProcessState before = serving.settled();
  CHECK(serving.ask("shared-state") == "version-0001: 1 and 1");
  CHECK(serving.ask("shared-state") == "version-0001: 2 and 2");
  for (const char* const version : {"version-0002", "version-0003"}) {
    write_whole(path, unique_state(version));
    CHECK(serving.host.reload().outcome() == Outcome::published);
    REQUIRE(serving.ask("shared-state") == fmt::format("{}: 1 and 1", version));
    CHECK(serving.settled().mapped.size() == before.mapped.size());
  }
}

TEST_CASE("LINK-03 the hash of a library with unique symbols is that of the file") {
  ServingHost serving;
  const std::string bytes = unique_state();
  write_whole(serving.plugin("a.so"), bytes);
  serving.host.start();
  REQUIRE(serving.host.plugins().size() == 1);
  CHECK(serving.host.plugins()[0].sha256 == sha256(bytes).hex());
}

TEST_CASE("LINK-03 each version of a library with static thread-local memory counts for itself") {
  ServingHost serving;
  const std::string path = serving.plugin("a.so");
  serving.host.start();
  for (const char* const version : {"version-0001", "version-0002", "version-0003"}) {
    patched_copy(fixture("static_tls"), path, "version-0000", version);
    CHECK(serving.host.reload().problems().empty());
    CHECK(serving.ask("static-tls") == fmt::format("{}: 1", version));
    CHECK(serving.ask("static-tls") == fmt::format("{}: 2", version));
  }
  CHECK(serving.settled().mapped.size() == 1);
}

TEST_CASE("LINK-03 a replaced library that asks never to be unloaded is listed with that reason") {
  ServingHost serving;
  const std::string path = serving.plugin("a.so");
  serving.host.start();
  const auto replace = [&](std::string_view version) {
    patched_copy(fixture("never_unloads"), path,
                 {{"agent-000000", "agent-000001"}, {"version-0000", version}});
    CHECK(serving.host.reload().problems().empty());
    CHECK(serving.ask("agent-000001") == version);
  };
  replace("version-0001");
  replace("version-0002");
  const auto retained = wait_for_retained(serving, "NODELETE");
  CHECK(retained.library == path);
  CHECK(retained.calls == 0);
  CHECK(serving.host.stop(std::chrono::hours(1)).size() == 2);  // and none is waited for
}

TEST_CASE(
    "LINK-03 of libraries that are never unloaded 64 replaced ones are too many for another") {
  ServingHost serving({.on_error = Policy::keep_file});
  const std::string path = serving.plugin("a.so");
  const auto replace = [&](std::size_t version) {
    patched_copy(fixture("never_unloads"), path,
                 {{"agent-000000", "agent-000001"},
                  {"version-0000", fmt::format("version-{:04}", version)}});
  };
  constexpr std::size_t kMost = 64;
  replace(1000);
  serving.host.start();
  for (std::size_t replaced = 1; replaced <= kMost; ++replaced) {
    replace(1000 + replaced);
    REQUIRE(serving.host.reload().refused() == 0);
    const auto is_found_mapped = [](const Retained& library) {
      return library.reason.find("NODELETE") != std::string::npos;
    };
    while (std::ranges::count_if(serving.host.status().retained, is_found_mapped) <
           static_cast<std::ptrdiff_t>(replaced)) {
      std::this_thread::yield();
    }
  }
  replace(2000);
  const ReloadReport report = serving.host.reload();
  REQUIRE(report.refused() == 1);
  CHECK(report.problems()[0].code == "load.too_many_kept");
  CHECK(report.problems()[0].message ==
        "would stay in memory for good, as 64 replaced libraries do already");
  CHECK(serving.ask("agent-000001") == "version-1064");

  echo_copy(serving.plugin("b.so"), "agent-000002");
  CHECK(serving.host.reload().refused() == 1);
  CHECK(serving.ask("agent-000002") == "version-0000");
}

TEST_CASE(
    "LINK-03 a library whose thread-local objects live is listed, and unloads when they end") {
  ServingHost serving;
  const std::string path = serving.plugin("a.so");
  patched_copy(fixture("thread_object"), path, "version-0000", "version-0001");
  serving.host.start();
  std::promise<void> called;
  std::promise<void> end;
  std::thread caller([&] {
    std::string answer;
    CHECK(serving.host.find("thread-object")->call("", answer));
    CHECK(answer == "version-0001");
    called.set_value();
    end.get_future().wait();
  });
  called.get_future().wait();

  patched_copy(fixture("thread_object"), path, "version-0000", "version-0002");
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(wait_for_retained(serving, "thread_local").library == path);

  end.set_value();
  caller.join();
  CHECK(serving.settled().mapped.size() == 1);
  CHECK(serving.host.status().retained.empty());
}

TEST_CASE("LINK-04 a plugin built as it should be calls its own copy of a library of the host's") {
  ServingHost serving;
  write_whole(serving.plugin("a.so"), content_of(fixture("own_fmt")));
  CHECK(warnings_in(serving.host.start()) == "");
  CHECK(serving.ask("whose-fmt") == "its own");
}

TEST_CASE("LINK-04 a plugin that would call the host's copy of a library is warned of by symbol") {
  ServingHost serving;
  write_whole(serving.plugin("a.so"), content_of(fixture("open_fmt")));
  const ReloadReport report = serving.host.start();
  // clang does not let go of a function that it sees, even if others may replace it.
  if (serving.ask("whose-fmt") == "its own") return;
  CHECK(serving.ask("whose-fmt") == "the host's");
  REQUIRE(warnings_in(report) == "elf.host_symbols");
  const std::string& message = report.files[0].warnings[0].message;
  CHECK(message.find("vformat") != std::string::npos);
  CHECK(message.find("libfmt.so") != std::string::npos);
}

TEST_CASE("LINK-03 what a library does to the process or its next version is warned of") {
  struct Case {
    std::string file;
    std::string_view codes;
  };
  for (const Case& is : {
           Case{unique_state(), "elf.unique_symbols"},
           Case{content_of(fixture("never_unloads")), "elf.nodelete probe.stays_mapped"},
           Case{content_of(fixture("thread_object")), "elf.thread_locals"},
           Case{content_of(fixture("static_tls")), "elf.static_tls"},
           Case{content_of(fixture("executable_stack")), "elf.executable_stack"},
       }) {
    CAPTURE(is.codes);
    ServingHost serving;
    write_whole(serving.plugin("a.so"), is.file);
    const ReloadReport report = serving.host.start();
    CHECK(report.problems().empty());
    CHECK(warnings_in(report) == is.codes);
    static_cast<void>(serving.host.stop(std::chrono::nanoseconds(0)));
  }
}

}  // namespace muster::test
