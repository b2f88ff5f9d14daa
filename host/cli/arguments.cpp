// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include "base/text.h"
#include "cli/codes.h"
#include "serve/distance.h"
#include "serve/duration.h"

namespace muster::cli {
namespace {

constexpr const char* kDescription =
    "Muster serves agents out of shared libraries and skills out of folders.";

constexpr const char* kExamples = R"(
Examples:
  muster serve --plugins plugins --skills skills   run a host; Ctrl-C ends it
  muster list                                      agents that are live
  muster call echo '{"text": "hello"}'             one call
  muster reload                                    take in changed files now
  muster check plugins/mine.so                     would a host load it?

Exit status: 0 done, 1 failed, 2 wrong usage, 3 refused by validation, 4 no host answers,
5 permission or configuration, 6 another host has this name or socket.)";

constexpr const char* kServeExamples = R"(
SIGHUP reloads; SIGINT and SIGTERM wait for running calls and end. A second one does not wait.
Without --plugins or --skills: $XDG_DATA_HOME/muster/{plugins,skills}, then those installed with the
program.

Examples:
  muster serve
  muster serve --plugins /srv/agents --no-watch --log-format json
  muster serve --config /etc/muster.yaml)";

constexpr const char* kListExamples = R"(
Examples:
  muster list
  muster list skills --json
  muster list --tag text --match 'clock.*'
  muster list --limit 100 --after echo             the next page, which 'more follow' names
  muster list --plugins plugins                    without a running host)";

constexpr const char* kCallExamples = R"(
The text of the result goes to standard output; with --json, the whole result.

Examples:
  muster call echo '{"text": "hello"}'
  muster call digest @input.json --timeout 5s
  produce | muster call digest -
  muster call echo '{"text": "hello"}' --plugins plugins   without a running host)";

constexpr const char* kReloadExamples = R"(
Prints the verdict first, then what became of each file that changed. Exit status 3 if any file was
refused; what served before goes on serving then.)";

constexpr const char* kRetryExamples = R"(
What crashed, hung or changed its process is not loaded again as long as its bytes are the same;
'muster status' lists it. This lifts such a quarantine and reloads. Exit status 3 if the library is
refused again.

Examples:
  muster plugins retry plugins/mine.so
  muster plugins retry 8d969eef6eca)";

constexpr const char* kCheckExamples = R"(
A library's code runs only in a helper process: at most 3 s to load and register, 10 s more to open
its agents. Who may write to the files is asked only with --permissions. Exit status 3 on any error.

Examples:
  muster check plugins/mine.so skills/mine
  muster check --strict skills)";

constexpr const char* kSkillsListExamples = R"(
Examples:
  muster skills list
  muster skills list --prompt                      as <available_skills>, for a model
  muster skills list --tag area=documents          of those with such metadata
  muster skills list --skills skills               without a running host)";

constexpr const char* kSkillsReadExamples = R"(
Writes the body of a skill, or one of its files, byte for byte as it was when the skill was loaded; a
file that has changed since is an error. To a terminal, control characters are written as \xNN.

Examples:
  muster skills read operating-muster
  muster skills read operating-muster scripts/run.sh > run.sh)";

constexpr const char* kSkillsValidateExamples = R"(
Takes skill folders, their SKILL.md, or folders of any number of them, exactly as a host would load
them; --strict refuses all that the Agent Skills reference validator refuses, and files that could
not be served. Exit status 3 on any error.

Examples:
  muster skills validate skills/mine
  muster skills validate --strict --json skills)";

constexpr const char* kSkillsPackExamples = R"(
Validates as 'skills validate --strict' does, and writes one file that 'skills unpack' takes. Equal
skills make equal bytes. Exit status 3 if the skill is refused.

Examples:
  muster skills pack skills/mine                   writes mine.skill
  muster skills pack skills/mine -o out/mine.skill --force)";

constexpr const char* kSkillsUnpackExamples = R"(
Makes the folder DIR/NAME, whole or not at all; NAME is what the skill calls itself. Refuses packages
with paths that lead out, links, twins, over 512 files or 16 MiB, or that inflate to over 100 times
their size. Exit status 3 if the package or its skill is refused. --force replaces a skill.

Examples:
  muster skills unpack mine.skill -d skills
  muster skills unpack mine.skill -d skills --strict --force)";

constexpr const char* kInspectExamples = R"(
Reads a library, or each library of a bundle, and runs none of their code. Exit status 3 if a host
would refuse it.

Examples:
  muster inspect plugins/mine.so
  muster inspect plugins/bundle)";

constexpr const char* kNewAgentExamples = R"(
Makes the folder NAME: an agent, its test and its build, ready for cmake. It is called NAME as well.

Examples:
  muster new agent hello
  muster new agent hello --c                       in C instead of C++)";

constexpr const char* kNewSkillExamples = R"(
Makes the folder NAME with a SKILL.md that passes 'skills validate --strict', to be filled in.

Examples:
  muster new skill tidy-notes)";

constexpr const char* kLocalOptions = "Without a running host, in this process";

std::string timeout_problem(const std::string& text) {
  const auto duration = serve::parse_duration(text, "--timeout");
  return duration ? std::string() : duration.error().message + ": " + duration.error().hint;
}

// The command line as CLI11 sees it; parsing fills the members.
class Grammar {
 public:
  Grammar() : app_(kDescription, "muster") {
    app_.set_version_flag("--version", "muster " MUSTER_VERSION, "say the version and end");
    app_.set_help_flag("-h,--help", "say this and end");
    app_.footer(kExamples);
    app_.require_subcommand(1);
    app_.add_flag("--json", json_, "write JSON for scripts");
    app_.add_option("--host", where_.host, "the name of the host [default]")->type_name("NAME");
    app_.add_option("--socket", where_.socket, "the host's control socket")->type_name("PATH");
    add_serve();
    add_list();
    add_show();
    add_call();
    add_reload();
    add_status();
    add_plugins();
    add_check();
    add_inspect();
    add_new();
    add_skills();
  }

  void parse(std::vector<std::string> words) {
    std::ranges::reverse(words);  // CLI11 takes them from the back
    app_.parse(std::move(words));
  }
  int explain(const CLI::Error& error, std::ostream& out, std::ostream& err) const {
    return app_.exit(error, out, err);
  }
  // The command that was being read, for the way to its help.
  std::string path() const {
    std::string words = app_.get_name();
    for (const CLI::App* at = chosen(app_); at != nullptr; at = chosen(*at)) {
      words += ' ' + at->get_name();
    }
    return words;
  }

  // What to say where a command was named that is only the first word of others.
  std::optional<std::string> help_instead() const {
    const CLI::App& last = innermost();
    const bool is_half = &last != &app_ && !last.get_subcommands({}).empty();
    return is_half ? std::optional(app_.help()) : std::nullopt;
  }

  // A word that stands where a command should; none if there is no such word.
  std::optional<std::string> unknown_command() const {
    const auto rest = app_.remaining(true);
    if (innermost().get_subcommands({}).empty() || rest.empty()) return std::nullopt;
    return rest.front();
  }
  // The command that was probably meant; none if no word is near.
  std::optional<std::string> nearest_command(const std::string& word) const {
    constexpr std::size_t kNear = 2;
    std::optional<std::string> nearest;
    std::size_t least = kNear + 1;
    for (const CLI::App* const command : innermost().get_subcommands({})) {
      const std::size_t far = serve::distance(word, command->get_name());
      if (far < least) nearest = command->get_name();
      least = std::min(least, far);
    }
    return nearest;
  }

  Arguments take() {
    fill(list_.where);
    fill(show_.where);
    fill(call_.where);
    fill(skills_list_.where);
    fill(skills_show_.where);
    fill(skills_read_.where);
    reload_.where = status_.where = retry_.where = where_;
    if (app_.count("--host") > 0) serve_.line.host = where_.host;
    if (app_.count("--socket") > 0) serve_.line.socket = where_.socket;
    return {command(), json_};
  }

 private:
  // The command below this one that was named; null: none.
  static const CLI::App* chosen(const CLI::App& app) {
    const auto named = app.get_subcommands();
    return named.empty() ? nullptr : named.front();
  }

  const CLI::App& innermost() const {
    const CLI::App* at = &app_;
    while (const CLI::App* const next = chosen(*at)) at = next;
    return *at;
  }

  // --plugins and --skills belong to the command, --host and --socket to all.
  void fill(Where& where) const {
    where.host = where_.host;
    where.socket = where_.socket;
  }

  Command command() const {
    const std::string name = chosen(app_)->get_name();
    if (name == "serve") return serve_;
    if (name == "list") return list_;
    if (name == "show") return show_;
    if (name == "call") return call_;
    if (name == "reload") return reload_;
    if (name == "status") return status_;
    if (name == "plugins") return retry_;
    if (name == "check") return check_;
    if (name == "new") return new_command(chosen(*chosen(app_))->get_name());
    if (name == "skills") return skills_command(chosen(*chosen(app_))->get_name());
    return inspect_;
  }

  Command skills_command(const std::string& name) const {
    if (name == "list") return skills_list_;
    if (name == "show") return skills_show_;
    if (name == "read") return skills_read_;
    if (name == "pack") return pack_;
    if (name == "unpack") return unpack_;
    return validate_;
  }

  Command new_command(const std::string& name) const {
    if (name == "skill") return new_skill_;
    return new_agent_;
  }

  CLI::App* add(const std::string& name, const std::string& description,
                const std::string& footer = {}) {
    return add_below(app_, name, description, footer);
  }
  static CLI::App* add_below(CLI::App& app, const std::string& name, const std::string& description,
                             const std::string& footer) {
    CLI::App* const command = app.add_subcommand(name, description);
    command->fallthrough();  // so that --json may follow the command
    command->footer("\nAlso: --json, --host NAME, --socket PATH; see 'muster --help'.\n" + footer);
    return command;
  }

  // An option that may be repeated, and takes one folder each time, not the words that follow.
  template <class Folders>
  static CLI::Option* add_folders(CLI::App* command, const char* name, Folders& folders,
                                  const char* description) {
    return command->add_option(name, folders, description)
        ->type_name("DIR")
        ->allow_extra_args(false);
  }

  static void add_local(CLI::App* command, Where& where) {
    add_folders(command, "--plugins", where.plugins, "a folder of libraries to serve")
        ->group(kLocalOptions);
    add_folders(command, "--skills", where.skills, "a folder of skills to serve")
        ->group(kLocalOptions);
  }

  void add_serve() {
    CLI::App* const command = add("serve", "run a host in the foreground", kServeExamples);
    serve::Config& line = serve_.line;
    command->add_option("--config", serve_.config_file, "read settings from a YAML file")
        ->type_name("FILE");
    add_folders(command, "--plugins", line.plugins, "a folder of libraries; may be repeated");
    add_folders(command, "--skills", line.skills, "a folder of skills; may be repeated");
    command->add_flag_callback(
        "--no-watch", [&line] { line.watch = false; }, "reload only when asked to");
    const std::map<std::string, Policy> policies{{"keep-all", Policy::keep_all},
                                                 {"keep-file", Policy::keep_file}};
    command
        ->add_option_function<std::string>(
            "--on-error",
            [&line, policies](const std::string& name) { line.on_error = policies.at(name); },
            "what a bad library does to a reload: keep-all publishes nothing, keep-file all others")
        ->type_name("POLICY")
        ->check(CLI::IsMember(policies));
    command->add_flag_callback(
        "--strict", [&line] { line.strict = true; },
        "end with status 3, instead of serving the rest, if anything is refused");
    command->add_option("--staging", line.staging, "where private copies of libraries are kept")
        ->type_name("DIR");
    command
        ->add_option("--state", line.state,
                     "where it is remembered which libraries are fit to load")
        ->type_name("DIR");
    command->add_option("--probe", line.probe, "the program that tries new libraries out first")
        ->type_name("PROGRAM");
    add_permissions(command, [&line](Permissions mode) { line.permissions = mode; });
    command
        ->add_option("--allow-process-changes", line.allow_process_changes,
                     "a library that may change the process when it is loaded; may be repeated")
        ->type_name("PATH")
        ->allow_extra_args(false);
    const std::map<std::string, serve::LogFormat> formats{{"text", serve::LogFormat::text},
                                                          {"json", serve::LogFormat::json},
                                                          {"logfmt", serve::LogFormat::logfmt}};
    command
        ->add_option_function<std::string>(
            "--log-format",
            [&line, formats](const std::string& name) { line.log_format = formats.at(name); },
            "text, json or logfmt, on standard error")
        ->type_name("FORMAT")
        ->check(CLI::IsMember(formats));
  }

  template <class Set>
  static void add_permissions(CLI::App* command, Set set) {
    const std::map<std::string, Permissions> modes{
        {"strict", Permissions::strict}, {"user", Permissions::user}, {"off", Permissions::off}};
    command
        ->add_option_function<std::string>(
            "--permissions", [set, modes](const std::string& name) { set(modes.at(name)); },
            "who else may be able to write to libraries: strict, user or off")
        ->type_name("MODE")
        ->check(CLI::IsMember(modes));
  }

  void add_list() {
    CLI::App* const command = add("list", "show what is live", kListExamples);
    command->add_option("what", list_.what, "agents (if left out), skills or plugins")
        ->type_name("WHAT")
        ->check(CLI::IsMember({"agents", "skills", "plugins"}));
    add_filter(command, list_.filter);
    command->callback([this] { check_filter(); });
    add_local(command, list_.where);
  }

  static void add_filter(CLI::App* command, Filter& filter) {
    command->add_option("--tag", filter.tags, "what has this tag; may be repeated")
        ->type_name("TAG")
        ->allow_extra_args(false);
    command->add_option("--match", filter.match, "whose whole name fits this RE2 pattern")
        ->type_name("PATTERN");
    command->add_option("--contains", filter.contains, "with this in the name or description")
        ->type_name("TEXT");
    command->add_option("--limit", filter.limit, "at most so many")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, std::size_t{1} << 32));
    command->add_option("--after", filter.after, "that come after this name")->type_name("NAME");
  }

  void check_filter() const {
    if (list_.what == "plugins" && list_.filter != Filter{}) {
      throw CLI::ValidationError("list plugins",
                                 "takes no --tag, --match, --contains, --limit or --after");
    }
  }

  void add_show() {
    CLI::App* const command = add("show", "show an agent or a skill");
    command->add_option("name", show_.name, "its slug or name")->type_name("NAME")->required();
    add_local(command, show_.where);
  }

  void add_call() {
    CLI::App* const command = add("call", "call an agent", kCallExamples);
    command->add_option("slug", call_.slug, "the agent")->type_name("SLUG")->required();
    command
        ->add_option("input", call_.input, "a JSON object, '-' for standard input, or @FILE [{}]")
        ->type_name("INPUT");
    command->add_option("--key", call_.key, "which instance of a keyed agent")->type_name("KEY");
    command->add_option("--timeout", call_.timeout, "how long to wait, for example 500ms or 5s")
        ->type_name("TIME")
        ->check(timeout_problem);
    add_local(command, call_.where);
  }

  void add_reload() { add("reload", "take in changed files now", kReloadExamples); }
  void add_status() { add("status", "show how the host is"); }

  void add_plugins() {
    CLI::App* const plugins = add("plugins", "see to libraries that a host keeps out");
    CLI::App* const command =
        add_below(*plugins, "retry", "try a library in quarantine again", kRetryExamples);
    command
        ->add_option("which", retry_.which,
                     "its path, its SHA-256, or the first 8 digits of that or more")
        ->type_name("HASH|PATH")
        ->required();
  }

  void add_check() {
    CLI::App* const command =
        add("check", "validate libraries and skills without a running host", kCheckExamples);
    command->add_flag("--strict", check_.strict,
                      "take skills only as the Agent Skills reference validator does");
    add_permissions(command, [this](Permissions mode) { check_.permissions = mode; });
    command->add_option("paths", check_.paths, "libraries, skill folders, or folders of these")
        ->type_name("PATH")
        ->required();
  }

  void add_inspect() {
    CLI::App* const command =
        add("inspect", "show what a library or a bundle says of itself", kInspectExamples);
    command->add_option("file", inspect_.file, "the library, or the folder of a bundle")
        ->type_name("FILE.so")
        ->required();
  }

  void add_new() {
    CLI::App* const all = add("new", "begin an agent or a skill of your own");
    CLI::App* const command =
        add_below(*all, "agent", "make a project with an agent and its test", kNewAgentExamples);
    command->add_option("name", new_agent_.name, "what it is called: a-z 0-9 . _ -")
        ->type_name("NAME")
        ->required();
    command->add_flag("--c", new_agent_.in_c, "write it in C");
    add_below(*all, "skill", "make a folder with a SKILL.md", kNewSkillExamples)
        ->add_option("name", new_skill_.name, "what it is called: lower-case letters, digits, -")
        ->type_name("NAME")
        ->required();
  }

  void add_skills() {
    CLI::App& skills = *add("skills", "list, read, validate, pack and unpack skills");
    CLI::App* const list =
        add_below(skills, "list", "show the skills that are live", kSkillsListExamples);
    list->add_flag("--prompt", skills_list_.prompt, "write them as text for a model's prompt");
    add_filter(list, skills_list_.filter);
    add_local(list, skills_list_.where);

    CLI::App* const show = add_below(skills, "show", "show what a skill says and has", {});
    show->add_option("name", skills_show_.name, "the skill")->type_name("NAME")->required();
    add_local(show, skills_show_.where);

    CLI::App* const read =
        add_below(skills, "read", "write the body or a file of a skill", kSkillsReadExamples);
    read->add_option("name", skills_read_.name, "the skill")->type_name("NAME")->required();
    read->add_option("file", skills_read_.file, "a file of it [the body of SKILL.md]")
        ->type_name("FILE");
    add_local(read, skills_read_.where);

    CLI::App* const validate = add_below(
        skills, "validate", "validate skills without a running host", kSkillsValidateExamples);
    validate_.only_skills = true;
    validate->add_flag("--strict", validate_.strict,
                       "as the Agent Skills reference validator does");
    validate->add_option("paths", validate_.paths, "skill folders, or folders of these")
        ->type_name("PATH")
        ->required();
    add_packages(skills);
  }

  // Called by add_skills().
  void add_packages(CLI::App& skills) {
    CLI::App* const pack =
        add_below(skills, "pack", "make one file of a skill", kSkillsPackExamples);
    pack->add_option("folder", pack_.folder, "the skill")->type_name("DIR")->required();
    pack->add_option("-o,--output", pack_.file, "the file to write [NAME.skill]")
        ->type_name("FILE");
    pack->add_flag("--force", pack_.force, "replace a file that is there");

    CLI::App* const unpack =
        add_below(skills, "unpack", "make a skill's folder of such a file", kSkillsUnpackExamples);
    unpack->add_option("file", unpack_.file, "the package")->type_name("FILE")->required();
    unpack->add_option("-d,--destination", unpack_.destination, "where its folder goes [.]")
        ->type_name("DIR");
    unpack->add_flag("--strict", unpack_.strict,
                     "validate as the Agent Skills reference validator does");
    unpack->add_flag("--force", unpack_.force, "replace a skill that is there");
  }

  CLI::App app_;
  bool json_ = false;
  Where where_;
  ServeOptions serve_;
  ListOptions list_;
  ShowOptions show_;
  CallOptions call_;
  ReloadOptions reload_;
  StatusOptions status_;
  RetryOptions retry_;
  CheckOptions check_;
  InspectOptions inspect_;
  NewAgentOptions new_agent_;
  SkillsListOptions skills_list_;
  SkillsShowOptions skills_show_;
  SkillsReadOptions skills_read_;
  CheckOptions validate_;
  PackOptions pack_;
  UnpackOptions unpack_;
  NewSkillOptions new_skill_;
};

// CLI11 ends some of its sentences, and begins them with a capital.
std::string plain(std::string message) {
  message = message.substr(0, message.find('\n'));
  while (message.ends_with('.')) message.pop_back();
  const bool is_sentence = message.size() > 1 && (message[1] == ' ' || islower(message[1]));
  if (is_sentence) message[0] = static_cast<char>(tolower(message[0]));
  return escaped(message);
}

Error usage_error(const Grammar& grammar, const CLI::ParseError& problem) {
  std::string message = plain(problem.what());
  std::string hint = "see '" + grammar.path() + " --help'";
  if (const auto word = grammar.unknown_command()) {
    message = "there is no command '" + escaped(*word) + "'";
    const auto nearest = grammar.nearest_command(*word);
    if (nearest) hint = "did you mean '" + *nearest + "'? " + hint;
  }
  return error(codes::usage, "command line", std::move(message), std::move(hint));
}

}  // namespace

tl::expected<Arguments, Reply> parse(std::vector<std::string> words) {
  Grammar grammar;
  try {
    grammar.parse(std::move(words));
    if (auto help = grammar.help_instead()) {
      return tl::unexpected(Reply{ExitStatus::done, std::move(*help), {}});
    }
    return grammar.take();
  } catch (const CLI::ParseError& problem) {
    if (problem.get_exit_code() == 0) {  // --help and --version
      std::ostringstream out;
      grammar.explain(problem, out, out);
      return tl::unexpected(Reply{ExitStatus::done, out.str(), {}});
    }
    const Error usage = usage_error(grammar, problem);
    return tl::unexpected(Reply{exit_status(usage), {}, "muster: " + to_string(usage) + '\n'});
  }
}

}  // namespace muster::cli
