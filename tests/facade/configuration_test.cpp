// SPDX-License-Identifier: Apache-2.0
// How what an operator writes for an agent reaches it, by the host of an embedder.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "support/serving_host.h"

namespace muster::test {
namespace {

constexpr std::string_view kSecret = "hush-hush";

// A host with the agent `configured`, which answers with its configuration.
struct Configured {
  Result<Configurations> written = Configurations{};  // what is asked for at the next reload
  ServingHost serving{HostOptions{.configurations = [this] { return written; }}};
  const std::string library = serving.plugin("configured.so");

  Configured() { write_whole(library, content_of(fixture("configured"))); }

  void write(std::string json) {
    const auto place = [](const std::string& pointer) { return "m.yaml:" + pointer; };
    written = Configurations{{"configured", {.json = std::move(json), .place = place}}};
  }
  ReloadReport reload_with(std::string json) {
    write(std::move(json));
    return serving.host.reload();
  }
  std::string given() { return serving.ask("configured"); }
};

// The one problem of a reload that changed nothing.
Error only_problem(const ReloadReport& report) {
  CHECK(report.outcome() == Outcome::rejected);
  CHECK(report.generation == report.previous_generation);
  REQUIRE(report.problems().size() == 1);
  return report.problems().front();
}

}  // namespace

TEST_CASE("an agent is opened with its configuration, or with an empty object") {
  Configured host;
  host.serving.host.start();
  CHECK(host.given() == "{}");
  host.reload_with(R"({"word":"one"})");
  CHECK(host.given() == R"({"word":"one"})");
}

TEST_CASE("a changed configuration is a changed agent") {
  Configured host;
  host.write(R"({"word":"one"})");
  host.serving.host.start();
  const ReloadReport report = host.reload_with(R"({"word":"two"})");
  CHECK(report.outcome() == Outcome::published);
  CHECK(report.changed.agents == std::vector<std::string>{"configured"});
  CHECK(host.given() == R"({"word":"two"})");
}

TEST_CASE("an equal configuration changes nothing") {
  Configured host;
  host.write(R"({"word":"one"})");
  host.serving.host.start();
  CHECK(host.reload_with(R"({"word":"one"})").outcome() == Outcome::unchanged);
  CHECK(host.serving.host.status().generation == 1);
}

TEST_CASE("a configuration that is taken back leaves the agent without one") {
  Configured host;
  host.write(R"({"word":"one"})");
  host.serving.host.start();
  host.written = Configurations{};
  CHECK(host.serving.host.reload().outcome() == Outcome::published);
  CHECK(host.given() == "{}");
}

TEST_CASE("a configuration that open refuses leaves the agent with the old one") {
  Configured host;
  host.write(R"({"word":"one"})");
  host.serving.host.start();
  BackgroundCaller caller(host.serving.host, "configured", R"({"word":"one"})");
  const ProcessState before = host.serving.settled();

  const Error problem = only_problem(host.reload_with(R"({"word":"no"})"));

  CHECK(problem.code == "open.failed");
  CHECK(problem.subject == host.library + ": configured");
  CHECK(problem.message == "this word cannot be used");
  CHECK(host.serving.settled() == before);
  caller.stop();
  CHECK(caller.wrong() == 0);
  CHECK(host.reload_with(R"({"word":"two"})").outcome() == Outcome::published);
}

TEST_CASE("a configuration that breaks the schema is refused at its place before open runs") {
  Configured host;
  host.write(R"({"word":"one"})");
  host.serving.host.start();
  const ProcessState before = host.serving.settled();

  const Error problem = only_problem(host.reload_with(R"({"list":[1,"hush-hush"]})"));

  CHECK(problem.code == "config.invalid");
  CHECK(problem.subject == "m.yaml:/list/1");
  CHECK(host.serving.settled() == before);
  CHECK(host.given() == R"({"word":"one"})");
}

TEST_CASE("under keep-file a wrong configuration keeps back its library alone") {
  Result<Configurations> written = Configurations{};
  ServingHost serving(
      HostOptions{.on_error = Policy::keep_file, .configurations = [&written] { return written; }});
  write_whole(serving.plugin("configured.so"), content_of(fixture("configured")));
  serving.host.start();
  echo_copy(serving.plugin("new.so"), "agent-000001");
  written = Configurations{{"configured", {R"({"word":1})"}}};
  CHECK(serving.host.reload().outcome() == Outcome::published);
  CHECK(serving.ask("configured") == "{}");
  CHECK(serving.ask("agent-000001") == "version-0000");
}

TEST_CASE("what is configured for an agent that is not there is told as a warning") {
  Configured host;
  host.written =
      Configurations{{"nobody", {"{}", [](const std::string&) { return "m.yaml:7:3"; }}}};
  const ReloadReport report = host.serving.host.start();
  CHECK(report.problems().empty());
  REQUIRE(report.warnings.size() == 1);
  CHECK(report.warnings[0].subject == "m.yaml:7:3");
  CHECK(report.warnings[0].message.find("nobody") != std::string::npos);
}

TEST_CASE("what is configured for an agent whose library was refused is not called unused") {
  Configured host;
  host.write(R"({"word":1})");
  const ReloadReport report = host.serving.host.start();
  CHECK(report.refused() == 1);
  CHECK(report.warnings.empty());
}

TEST_CASE("configurations that cannot be had refuse the reload") {
  Configured host;
  host.write(R"({"word":"one"})");
  host.serving.host.start();
  host.written =
      tl::unexpected(Error{.kind = Kind::invalid, .code = "yaml.syntax", .subject = "m.yaml:1:1"});
  echo_copy(host.serving.plugin("new.so"), "agent-000001");
  CHECK(only_problem(host.serving.host.reload()).subject == "m.yaml:1:1");
  CHECK(host.given() == R"({"word":"one"})");
  CHECK(host.serving.ask("agent-000001") == "agent.not_found");
}

TEST_CASE("whatever is thrown instead of configurations refuses the reload") {
  ServingHost serving(HostOptions{.configurations = []() -> Result<Configurations> { throw 42; }});
  CHECK(only_problem(serving.host.start()).code == "reload.no_resources");
}

TEST_CASE("a program that throws when it is told of a reload does not end the host") {
  int told = 0;
  ServingHost serving(HostOptions{.on_reload = [&told](const ReloadReport&) {
    ++told;
    throw 42;
  }});
  serving.host.start();
  CHECK(serving.host.reload().outcome() == Outcome::unchanged);
  CHECK(told == 2);
}

TEST_CASE("nothing that a host tells holds a value of a configuration") {
  Configured host;
  host.serving.host.start();
  std::string told;
  for (const char* json :
       {R"({"word":"hush-hush"})", R"({"list":["hush-hush"]})", R"({"list":"hush-hush"})",
        R"("hush-hush")", R"({hush-hush)", R"({"list":[1e999,"hush-hush"]})"}) {
    const ReloadReport report = host.reload_with(json);
    told += to_json(report) + verdict(report);
    for (const Error& problem : report.problems()) told += to_string(problem);
    for (const Error& warning : report.warnings) told += to_string(warning);
  }
  for (const FileReport& file : host.serving.host.status().refused) {
    for (const Error& problem : file.problems) told += to_string(problem);
  }
  const auto info = host.serving.host.agent("configured");
  REQUIRE(info);
  told += info->descriptor.description + info->descriptor.config_schema + info->sha256;
  CHECK(told.find("config.invalid") != std::string::npos);
  CHECK(told.find(kSecret) == std::string::npos);
}

}  // namespace muster::test
