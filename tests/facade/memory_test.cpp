// SPDX-License-Identifier: Apache-2.0
// Agents that the program itself adds and removes.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <muster/host.h>
#include <muster/agent.hpp>  // names of the host and of the SDK do not clash

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "support/serving_host.h"

namespace muster::test {
namespace {

using namespace std::chrono_literals;

Reply greet(Call& call) { return call.text("hello"); }

/// Whether what a function captured is still there.
using Witness = std::weak_ptr<int>;

/// An agent whose function waits inside of a call for the test.
struct Blocked {
  std::promise<void> arrived;
  std::promise<void> released;
  std::shared_ptr<int> captured = std::make_shared<int>(0);
  Witness witness = captured;

  [[nodiscard]] AgentFunction function() {
    return [this, kept = std::move(captured)](Call& call) {
      arrived.set_value();
      released.get_future().wait();
      return call.text("released");
    };
  }
};

Error error_of(const Result<Change>& result) {
  REQUIRE_FALSE(result);
  return result.error();
}

TEST_SUITE_BEGIN("facade");

TEST_CASE("a function of the program answers like any other agent") {
  ServingHost serving;
  serving.host.start();
  const auto added = serving.host.add("greet", "Greets.", [](Call& call) { return greet(call); });
  REQUIRE(added);
  CHECK(added->generation() == 2);
  CHECK(serving.ask("greet") == "hello");

  const auto info = serving.host.agent("greet");
  REQUIRE(info);
  CHECK(info->descriptor.description == "Greets.");
  CHECK(info->plugin == "the program");
  CHECK(info->sha256.empty());
  CHECK(serving.host.plugins().empty());
  CHECK(serving.host.status().agents == 1);
}

TEST_CASE("an agent added before the start serves from generation 1") {
  ServingHost serving;
  const auto added = serving.host.add("greet", "Greets.", greet);
  REQUIRE(added);
  CHECK(added->generation() == 0);
  CHECK(serving.ask("greet") == "host.not_started");
  CHECK(serving.host.start().generation == 1);
  CHECK(serving.ask("greet") == "hello");
}

TEST_CASE("an agent removed before the start is destroyed at once") {
  ServingHost serving;
  auto captured = std::make_shared<int>(0);
  const Witness witness = captured;
  REQUIRE(serving.host.add("greet", "Greets.",
                           [kept = std::move(captured)](Call& call) { return greet(call); }));
  const auto removed = serving.host.remove("greet");
  REQUIRE(removed);
  CHECK(witness.expired());
  CHECK(removed->wait());
  serving.host.start();
  CHECK(serving.ask("greet") == "agent.not_found");
}

TEST_CASE("a function of the program is kept by the rules of its descriptor") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add({.slug = "twice",
                            .description = "Repeats.",
                            .tags = {"text"},
                            .input_schema = R"({"type":"object","required":["text"]})"},
                           [](Call& call) {
                             return call.text(call.arg<std::string>("text") +
                                              call.arg<std::string>("text"));
                           }));
  CHECK(serving.host.call("twice", R"({"text":"ab"})")->text() == "abab");
  CHECK(serving.host.call("twice", "{}").error().code == "call.invalid_input");
  CHECK(serving.host.agent("twice")->descriptor.tags == std::vector<std::string>{"text"});

  CHECK(error_of(serving.host.add("Not A Slug", "Greets.", greet)).code == "register.bad_field");
  CHECK(error_of(serving.host.add("mute", "", greet)).subject == "the program: mute");
  CHECK(error_of(serving.host.add({.slug = "keyed", .description = "No.", .keyed = true}, greet))
            .code == "register.bad_field");
  CHECK(
      error_of(serving.host.add({.slug = "odd", .description = "No.", .input_schema = "{"}, greet))
          .message.starts_with("input_schema: "));
}

TEST_CASE("what a function of the program throws fails its call alone") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add("throw", "Throws.",
                           [](Call&) -> Reply { throw std::runtime_error("no luck"); }));
  const auto answer = serving.host.call("throw");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().agent_code == "agent.threw");
  CHECK(answer.error().message == "agent threw: no luck");
}

TEST_CASE("a function of the program logs, reports progress and asks agents of files") {
  std::vector<std::string> heard;
  ServingHost serving(HostOptions{.on_log = [&](const LogRecord& line) {
    heard.push_back(fmt::format("{}: {}", line.agent, line.message));
  }});
  echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  REQUIRE(serving.host.add("ask", "Asks.", [](Call& call) {
    call.log().info("asking");
    call.progress(1, 2);
    return call.text(call.ask("agent-000001", {{"ask", "version"}}).text());
  }));
  const auto answer =
      serving.host.call("ask", "{}", {.on_progress = [&](const Progress& now) {
                          heard.push_back(fmt::format("{} of {}", now.done, now.total));
                        }});
  REQUIRE(answer);
  CHECK(answer->text() == "version-0000");
  CHECK(heard == std::vector<std::string>{"ask: asking", "1 of 2"});
}

TEST_CASE("a function of the program that reaches itself is told so") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add("self", "Asks itself.",
                           [](Call& call) { return call.text(call.ask("self").code()); }));
  CHECK(serving.ask("self") == "call.reentrant");
}

TEST_CASE("a name that is taken is refused, and says by whom") {
  ServingHost serving;
  echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  const Error by_file = error_of(serving.host.add("agent-000001", "Clashes.", greet));
  CHECK(by_file.code == "catalog.name_taken");
  CHECK(by_file.message == fmt::format("registered by {}", serving.plugin("a.so")));
  REQUIRE(serving.host.add("greet", "Greets.", greet));
  CHECK(error_of(serving.host.add("greet", "Greets.", greet)).message ==
        "registered by the program");
  CHECK(serving.ask("greet") == "hello");
}

TEST_CASE("what the program has not added it cannot remove") {
  ServingHost serving;
  echo_copy(serving.plugin("a.so"), "agent-000001");
  serving.host.start();
  CHECK(error_of(serving.host.remove("nobody")).code == "catalog.not_added");
  CHECK(error_of(serving.host.remove("agent-000001")).message ==
        fmt::format("registered by {}", serving.plugin("a.so")));
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("a file that clashes with the program is refused and names it") {
  for (const Policy policy : {Policy::keep_all, Policy::keep_file}) {
    CAPTURE(name_of(policy));
    ServingHost serving(policy);
    serving.host.start();
    REQUIRE(serving.host.add("agent-000001", "First.", greet));
    echo_copy(serving.plugin("a.so"), "agent-000001");
    echo_copy(serving.plugin("b.so"), "agent-000002");
    const ReloadReport report = serving.host.reload();
    REQUIRE(report.conflicts.size() == 1);
    CHECK(report.conflicts[0].files == std::vector<std::string>{serving.plugin("a.so")});
    CHECK(report.conflicts[0].error.message ==
          fmt::format("registered by {} and by the program", serving.plugin("a.so")));
    CHECK(serving.ask("agent-000001") == "hello");
    const bool others_go_on = policy == Policy::keep_file;
    CHECK(serving.ask("agent-000002") == (others_go_on ? "version-0000" : "agent.not_found"));
  }
}

TEST_CASE("a reload leaves the program's agents as they are, and does not report them") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add("greet", "Greets.", greet));
  CHECK(serving.host.reload().outcome() == Outcome::unchanged);
  echo_copy(serving.plugin("a.so"), "agent-000001");
  const ReloadReport report = serving.host.reload();
  CHECK(report.added == Names{{"agent-000001"}, {}});
  CHECK(report.removed == Names{});
  CHECK(report.previous_generation == 2);
  CHECK(report.generation == 3);
  CHECK(serving.ask("greet") == "hello");
}

TEST_CASE("a removed function is destroyed when the last call has left it, and not before") {
  Blocked blocked;
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add("wait", "Waits.", blocked.function()));
  std::thread caller([&] { CHECK(serving.ask("wait") == "released"); });
  blocked.arrived.get_future().wait();

  const auto removed = serving.host.remove("wait");
  REQUIRE(removed);
  CHECK(serving.ask("wait") == "agent.not_found");
  CHECK_FALSE(removed->wait(Deadline{std::chrono::steady_clock::now()}));
  CHECK_FALSE(blocked.witness.expired());
  blocked.released.set_value();
  CHECK(removed->wait());
  CHECK(blocked.witness.expired());
  caller.join();
}

TEST_CASE("what a removed function holds may use the host as it is destroyed") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add("child", "Greets.", greet));
  auto family = std::shared_ptr<void>(nullptr, [&](void*) {
    CHECK(serving.host.status().retained.empty());
    CHECK(serving.host.remove("child"));
  });
  REQUIRE(serving.host.add("parent", "Has a child.",
                           [held = std::move(family)](Call& call) { return greet(call); }));
  const auto removed = serving.host.remove("parent");
  REQUIRE(removed);
  CHECK(removed->wait());
}

TEST_CASE("an edit is taken whole or not at all") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add("one", "One.", greet));
  const auto refused = serving.host.edit([](Edit& edit) {
    edit.remove("one");
    edit.add("two", "Two.", greet);
    edit.remove("three");
  });
  CHECK(error_of(refused).code == "catalog.not_added");
  CHECK(error_of(refused).subject == "three");
  CHECK(serving.ask("one") == "hello");
  CHECK(serving.ask("two") == "agent.not_found");
  CHECK(serving.host.status().generation == 2);

  const auto taken = serving.host.edit([](Edit& edit) {
    edit.remove("one");
    edit.add("two", "Two.", greet);
    edit.add("three", "Three.", greet);
  });
  REQUIRE(taken);
  CHECK(taken->generation() == 3);
  CHECK(taken->wait());
  CHECK(serving.ask("one") == "agent.not_found");
  CHECK(serving.ask("three") == "hello");
}

constexpr std::string_view kSkill = "---\nname: tidy\ndescription: Tidies up.\n---\n# Tidy\n";

TEST_CASE("a skill of the program serves like one of a folder") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add_skill(kSkill));
  const auto info = serving.host.skill("tidy");
  REQUIRE(info);
  CHECK(info->path == "the program");
  CHECK(info->location.empty());
  CHECK(serving.host.skill_body("tidy") == "# Tidy\n");
  CHECK(serving.host.skill_file("tidy", "SKILL.md")->bytes == kSkill);
  CHECK(serving.host.status().skills == 1);
  CHECK(serving.host.reload().outcome() == Outcome::unchanged);

  CHECK(error_of(serving.host.add_skill(kSkill)).message == "added by the program");
  CHECK(error_of(serving.host.add_skill("# Untidy", "main.cpp")).subject == "main.cpp:1:1");
  REQUIRE(serving.host.remove_skill("tidy"));
  CHECK(serving.host.skills().empty());
}

TEST_CASE("a folder's skill of a name that the program has is shadowed until that goes") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add_skill(kSkill));
  serving.root.write("skills/tidy/SKILL.md", "---\nname: tidy\ndescription: Later.\n---\n");
  const ReloadReport report = serving.host.reload();
  CHECK(report.refused() == 0);
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].outcome == FileOutcome::shadowed);
  CHECK(report.files[0].warnings.at(0).message == "the name \"tidy\" is served from the program");
  CHECK(serving.host.skill("tidy")->descriptor.description == "Tidies up.");
  REQUIRE(serving.host.remove_skill("tidy"));
  CHECK(serving.host.skill("tidy")->descriptor.description == "Later.");
  CHECK(error_of(serving.host.add_skill(kSkill)).code == "catalog.name_taken");
  CHECK(serving.host.reload().outcome() == Outcome::unchanged);
}

TEST_CASE("a skill is found and removed by its name however that is composed") {
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add_skill("---\nname: caf\u00e9\ndescription: Coffee.\n---\n"));
  CHECK(serving.host.skill("cafe\u0301"));
  CHECK(serving.host.remove_skill("cafe\u0301"));
  CHECK(serving.host.skills().empty());
}

TEST_CASE("an edit of nothing publishes nothing") {
  ServingHost serving;
  serving.host.start();
  const auto nothing = serving.host.edit([](Edit&) {});
  REQUIRE(nothing);
  CHECK(nothing->generation() == 1);
}

TEST_CASE("an agent that is replaced by one edit is there all the time") {
  ServingHost serving;
  serving.host.start();
  const auto version = [](int number) -> AgentFunction {
    return [number](Call& call) { return call.text(std::to_string(number)); };
  };
  REQUIRE(serving.host.add("version", "Says its version.", version(0)));
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::thread reader([&] {
    while (!done) {
      if (!serving.host.call("version")) ++wrong;
    }
  });
  for (int number = 1; number <= 200; ++number) {
    REQUIRE(serving.host.edit([&](Edit& edit) {
      edit.remove("version");
      edit.add("version", "Says its version.", version(number));
    }));
  }
  done = true;
  reader.join();
  CHECK(wrong == 0);
  CHECK(serving.ask("version") == "200");
}

TEST_CASE("edits on many threads at once are all taken") {
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  ServingHost serving;
  serving.host.start();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (int number = 0; number < kEach; ++number) {
        CHECK(serving.host.add(fmt::format("a{}-{}", thread, number), "One of many.", greet));
        if (number % 2 == 1) CHECK(serving.host.remove(fmt::format("a{}-{}", thread, number)));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(serving.host.agents().size() == kThreads * (kEach / 2 + 1));
  CHECK(serving.host.status().generation == 1 + kThreads * (kEach + kEach / 2));
}

/// A host whose reload stands still in the midst of loading, until the test lets it go on.
struct LoadingHost {
  std::promise<void> arrived;
  std::promise<void> released;
  ServingHost serving{HostOptions{.on_probe = [this](std::size_t) {
    arrived.set_value();
    released.get_future().wait();
  }}};

  /// Adds a library that no host has tried before, and reloads as far as that.
  std::future<ReloadReport> load(std::string_view file, std::string_view slug) {
    serving.host.start();
    echo_copy(serving.plugin(file), slug);
    auto report = std::async(std::launch::async, [this] { return serving.host.reload(); });
    arrived.get_future().wait();
    return report;
  }
};

TEST_CASE("an edit while files are loaded is neither delayed nor lost") {
  LoadingHost loading;
  auto report = loading.load("a.so", "agent-000001");
  const auto added = loading.serving.host.add("greet", "Greets.", greet);
  REQUIRE(added);
  CHECK(added->generation() == 2);
  CHECK(loading.serving.ask("greet") == "hello");
  loading.released.set_value();
  CHECK(report.get().generation == 3);
  CHECK(loading.serving.ask("greet") == "hello");
  CHECK(loading.serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("a name that the program took while its file was loaded stays the program's") {
  LoadingHost loading;
  auto report = loading.load("a.so", "agent-000001");
  REQUIRE(loading.serving.host.add("agent-000001", "First.", greet));
  loading.released.set_value();
  const ReloadReport ended = report.get();
  CHECK(ended.outcome() == Outcome::rejected);
  REQUIRE(ended.conflicts.size() == 1);
  CHECK(ended.conflicts[0].error.message.ends_with("and by the program"));
  CHECK(loading.serving.ask("agent-000001") == "hello");
}

TEST_CASE("after the stop nothing is added, and what was is destroyed") {
  auto captured = std::make_shared<int>(0);
  const Witness witness = captured;
  ServingHost serving;
  serving.host.start();
  REQUIRE(serving.host.add("greet", "Greets.",
                           [kept = std::move(captured)](Call& call) { return greet(call); }));
  CHECK(serving.host.stop().empty());
  CHECK(witness.expired());
  CHECK(error_of(serving.host.add("greet", "Greets.", greet)).code == "host.not_running");
}

TEST_CASE("a host that was stopped before its start takes no edit and keeps none") {
  auto captured = std::make_shared<int>(0);
  const Witness witness = captured;
  ServingHost serving;
  REQUIRE(serving.host.add("greet", "Greets.",
                           [kept = std::move(captured)](Call& call) { return greet(call); }));
  serving.host.stop();
  CHECK(witness.expired());
  CHECK(error_of(serving.host.remove("greet")).code == "host.not_running");
}

TEST_CASE("an edit beside the stop is taken or refused, and its function is destroyed either way") {
  const auto counted = std::make_shared<int>(0);
  for (int round = 0; round < 20; ++round) {
    ServingHost serving;
    serving.host.start();
    std::promise<void> begun;
    std::thread editor([&] {
      for (int number = 0;; ++number) {
        const auto added = serving.host.add(fmt::format("a{}", number), "One of many.",
                                            [counted](Call& call) { return greet(call); });
        if (number == 0) begun.set_value();
        if (added) continue;
        CHECK(added.error().code == "host.not_running");
        return;
      }
    });
    begun.get_future().wait();
    CHECK(serving.host.stop().empty());
    editor.join();
  }
  CHECK(counted.use_count() == 1);
}

TEST_CASE("a function that reaches its own agent through the host is inside of it, and told so") {
  ServingHost serving;
  Host& host = serving.host;
  host.start();
  const auto asks_through_host = [&host](std::string slug) {
    return [&host, slug = std::move(slug)](Call& call) {
      const auto answer = host.call(slug);
      return call.text(answer ? answer->text() : answer.error().code);
    };
  };
  REQUIRE(host.add("first", "Asks the second.", asks_through_host("second")));
  REQUIRE(host.add("second", "Asks the first.", asks_through_host("first")));
  CHECK(serving.ask("first") == "call.reentrant");
  CHECK(serving.ask("second") == "call.reentrant");  // nobody is inside any more
}

TEST_CASE("functions that ask themselves through a handle end at the depth that all calls have") {
  ServingHost serving;
  serving.host.start();
  int calls = 0;
  REQUIRE(serving.host.add({.slug = "deep", .description = "Asks itself.", .concurrent = true},
                           [&](Call& call) {
                             ++calls;
                             std::string out;
                             const auto inner = serving.host.handle("deep").call("{}", out);
                             return call.text(inner ? out : inner.error().code);
                           }));
  CHECK(serving.ask("deep") == "call.too_deep");
  CHECK(calls == MUSTER_CALL_DEPTH_MAX);
}

TEST_CASE("the stop names a function of the program that does not return") {
  Blocked blocked;
  std::thread caller;
  {
    ServingHost serving;
    serving.host.start();
    REQUIRE(serving.host.add("wait", "Waits.", blocked.function()));
    caller = std::thread([lease = *serving.host.find("wait")]() mutable {
      std::string out;
      CHECK(lease.call("{}", out));
      const Lease ended = std::move(lease);
    });
    blocked.arrived.get_future().wait();
    const auto left = serving.host.stop(0ns);
    REQUIRE(left.size() == 1);
    CHECK(left[0].library == "the program");
    CHECK(left[0].sha256.empty());
    blocked.released.set_value();
    caller.join();
  }
}

TEST_SUITE_END();

}  // namespace
}  // namespace muster::test
