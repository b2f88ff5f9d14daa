// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <doctest/doctest.h>

namespace muster::cli {
namespace {

using Words = std::vector<std::string>;

template <class Options>
Options parsed(Words words) {
  const auto arguments = parse(std::move(words));
  REQUIRE_MESSAGE(arguments, (arguments ? "" : arguments.error().err));
  const auto* const options = std::get_if<Options>(&arguments->command);
  REQUIRE(options != nullptr);
  return *options;
}

Reply refused(Words words) {
  const auto arguments = parse(std::move(words));
  REQUIRE_FALSE(arguments);
  return arguments.error();
}

TEST_CASE("a call takes the key of an instance") {
  CHECK(parsed<CallOptions>({"call", "counter", "--key", "a b"}).key == "a b");
}

TEST_CASE("a call takes a slug, an input that may look like anything, and a timeout") {
  CHECK(parsed<CallOptions>({"call", "echo"}).input == "{}");
  for (const std::string& input : Words{"{}", R"({"text": "a, b"})", "-", "@file", "[1,2]"}) {
    const auto options = parsed<CallOptions>({"call", "echo", input, "--timeout", "5s"});
    CHECK(options.slug == "echo");
    CHECK(options.input == input);
    CHECK(options.timeout == "5s");
  }
}

TEST_CASE("what all commands share may stand before or after the command") {
  for (const Words& words :
       {Words{"--json", "--host", "blue", "status"}, Words{"status", "--host", "blue", "--json"}}) {
    const auto arguments = parse(words);
    REQUIRE(arguments);
    CHECK(arguments->json);
    CHECK(std::get<StatusOptions>(arguments->command).where.host == "blue");
  }
  CHECK(parsed<ReloadOptions>({"reload", "--socket", "/x"}).where.socket == "/x");
}

TEST_CASE("folders may be repeated and do not swallow the words after them") {
  const auto options = parsed<CallOptions>(
      {"call", "--plugins", "a", "--plugins", "b", "--skills", "c", "echo", "{}"});
  CHECK(options.where.plugins == Words{"a", "b"});
  CHECK(options.where.skills == Words{"c"});
  CHECK(options.slug == "echo");
  CHECK(parsed<ListOptions>({"list", "--plugins", "a", "skills"}).what == "skills");
}

TEST_CASE("a list takes a filter, of what it lists") {
  const auto options =
      parsed<ListOptions>({"list", "--tag", "text", "--tag", "fast", "agents", "--match", "a.*",
                           "--contains", "b", "--limit", "10", "--after", "echo"});
  CHECK(options.what == "agents");
  CHECK(options.filter.tags == Words{"text", "fast"});
  CHECK(options.filter.match == "a.*");
  CHECK(options.filter.contains == "b");
  CHECK(options.filter.limit == 10);
  CHECK(options.filter.after == "echo");
  CHECK(parsed<ListOptions>({"list", "skills", "--match", "a.*"}).filter.match == "a.*");
  CHECK(parsed<SkillsListOptions>({"skills", "list", "--tag", "a=b"}).filter.tags == Words{"a=b"});
  for (const Words& words :
       {Words{"list", "--limit", "0"}, Words{"list", "--limit", "x"},
        Words{"list", "plugins", "--tag", "text"}, Words{"list", "plugins", "--limit", "1"}}) {
    CHECK(refused(words).status == ExitStatus::usage);
  }
}

TEST_CASE("what serve is not told stays unset, for the file to say") {
  CHECK(parsed<ServeOptions>({"serve"}).line == serve::Config{});
}

TEST_CASE("what serve is told about loading arrives") {
  const auto options =
      parsed<ServeOptions>({"serve", "--state", "s", "--probe", "p", "--permissions", "off",
                            "--allow-process-changes", "a.so", "--allow-process-changes", "b.so"});
  CHECK(options.line.state == "s");
  CHECK(options.line.probe == "p");
  CHECK(options.line.permissions == Permissions::off);
  CHECK(options.line.allow_process_changes == Words{"a.so", "b.so"});
}

TEST_CASE("a retry takes one path or hash, and what all commands share") {
  const auto options = parsed<RetryOptions>({"plugins", "retry", "a.so", "--host", "blue"});
  CHECK(options.which == "a.so");
  CHECK(options.where.host == "blue");
}

TEST_CASE("half of a command prints what can follow") {
  const Reply help = refused({"plugins"});
  CHECK(help.status == ExitStatus::done);
  CHECK(help.out.find("retry") != std::string::npos);
  CHECK(help.err.empty());
}

TEST_CASE("every option of serve arrives") {
  const auto options =
      parsed<ServeOptions>({"serve",    "--config",  "f", "--plugins",    "p",          "--plugins",
                            "q",        "--skills",  "s", "--no-watch",   "--on-error", "keep-file",
                            "--strict", "--staging", "t", "--log-format", "json",       "--host",
                            "blue",     "--socket",  "/x"});
  CHECK(options.config_file == "f");
  CHECK(options.line.plugins == Words{"p", "q"});
  CHECK(options.line.skills == Words{"s"});
  CHECK(options.line.watch == false);
  CHECK(options.line.on_error == Policy::keep_file);
  CHECK(options.line.strict == true);
  CHECK(options.line.staging == "t");
  CHECK(options.line.log_format == serve::LogFormat::json);
  CHECK(options.line.host == "blue");
  CHECK(options.line.socket == "/x");
}

TEST_CASE("check takes many paths, inspect one") {
  CHECK(parsed<CheckOptions>({"check", "--strict", "a", "b"}).paths == Words{"a", "b"});
  CHECK(parsed<CheckOptions>({"check", "a", "--strict"}).strict);
  CHECK(parsed<CheckOptions>({"check", "a"}).permissions == Permissions::off);
  CHECK(parsed<CheckOptions>({"check", "--permissions", "strict", "a"}).permissions ==
        Permissions::strict);
  CHECK(parsed<InspectOptions>({"inspect", "a.so"}).file == "a.so");
}

TEST_CASE("wrong usage is one line with a way to the help, and status 2") {
  for (const Words& words :
       {Words{}, Words{"swerve"}, Words{"call"}, Words{"list", "cats"}, Words{"status", "--jsn"},
        Words{"call", "echo", "{}", "--timeout", "soon"}, Words{"serve", "--on-error", "panic"},
        Words{"serve", "--permissions", "none"}, Words{"plugins", "retry"},
        Words{"plugins", "retri", "a"}, Words{"plugins", "retry", "a", "b"},
        Words{"serve", "--on-error", "KEEP-ALL"}, Words{"check"}, Words{"inspect", "a", "b"}}) {
    const Reply reply = refused(words);
    CAPTURE(reply.err);
    CHECK(reply.status == ExitStatus::usage);
    CHECK(reply.out.empty());
    CHECK(reply.err.starts_with("muster: command line: "));
    CHECK(reply.err.find("--help'\n") == reply.err.size() - 8);
    CHECK(reply.err.find('\n') == reply.err.size() - 1);
  }
  CHECK(refused({"call"}).err.find("see 'muster call --help'") != std::string::npos);
  CHECK(refused({"plugins", "retry"}).err.find("see 'muster plugins retry --help'") !=
        std::string::npos);
}

TEST_CASE("a word that is no command is named, and so is the command that it looks like") {
  CHECK(refused({"swerve"}).err ==
        "muster: command line: there is no command 'swerve' (cli.usage); did you mean 'serve'? see "
        "'muster --help'\n");
  CHECK(refused({"--json", "dance", "now"}).err ==
        "muster: command line: there is no command 'dance' (cli.usage); see 'muster --help'\n");
  CHECK(refused({"plugins", "retri", "a.so"}).err ==
        "muster: command line: there is no command 'retri' (cli.usage); did you mean 'retry'? see "
        "'muster plugins --help'\n");
}

TEST_CASE("a usage error begins in lower case, with one prefix and one code") {
  CHECK(refused({}).err ==
        "muster: command line: a subcommand is required (cli.usage); see 'muster --help'\n");
  CHECK(refused({"call", "echo", "--timeout", "5"}).err ==
        "muster: command line: --timeout: '5' is no time to wait: write it as 500ms, 5s or 2m, at "
        "most 1440m (cli.usage); see 'muster call --help'\n");
}

TEST_CASE("help names every command that there is") {
  const Reply help = refused({"--help"});
  CHECK(help.status == ExitStatus::done);
  for (const char* command :
       {"serve", "list", "show", "call", "reload", "status", "plugins", "check", "inspect"}) {
    CHECK(help.out.find(std::string("\n  ") + command + " ") != std::string::npos);
    const Reply own = refused({command, "--help"});
    CHECK(own.status == ExitStatus::done);
    CHECK(own.out.size() > 100);
  }
}

TEST_CASE("the version is the program's") {
  const Reply version = refused({"--version"});
  CHECK(version.status == ExitStatus::done);
  CHECK(version.out.starts_with("muster "));
}

TEST_CASE("skills are packed, unpacked and begun") {
  const auto pack = parsed<PackOptions>({"skills", "pack", "a", "-o", "b.skill", "--force"});
  CHECK(pack.folder == "a");
  CHECK(pack.file == "b.skill");
  CHECK(pack.force);
  const auto unpack = parsed<UnpackOptions>({"skills", "unpack", "b.skill", "-d", "c", "--strict"});
  CHECK(unpack.file == "b.skill");
  CHECK(unpack.destination == "c");
  CHECK(unpack.strict);
  CHECK_FALSE(unpack.force);
  CHECK(parsed<UnpackOptions>({"skills", "unpack", "b.skill"}).destination == ".");
  CHECK(parsed<NewSkillOptions>({"new", "skill", "tidy"}).name == "tidy");
}

TEST_CASE("skills are listed, shown, read and validated") {
  CHECK(parsed<SkillsListOptions>({"skills", "list", "--prompt"}).prompt);
  CHECK(parsed<SkillsListOptions>({"skills", "list", "--skills", "s"}).where.skills == Words{"s"});
  CHECK(parsed<SkillsShowOptions>({"skills", "show", "tidy", "--host", "h"}).where.host == "h");
  const auto read = parsed<SkillsReadOptions>({"skills", "read", "tidy", "scripts/run.sh"});
  CHECK(read.name == "tidy");
  CHECK(read.file == "scripts/run.sh");
  const auto validate = parsed<CheckOptions>({"skills", "validate", "--strict", "a", "b"});
  CHECK(validate.only_skills);
  CHECK(validate.strict);
  CHECK(validate.paths == Words{"a", "b"});
  CHECK_FALSE(parsed<CheckOptions>({"check", "a"}).only_skills);
}

}  // namespace
}  // namespace muster::cli
