// SPDX-License-Identifier: Apache-2.0
#include "serve/config.h"

#include <doctest/doctest.h>

#include "base/file.h"

namespace muster::serve {
namespace {

using Folders = std::vector<std::string>;

// The first ```yaml block of the page that documents the keys.
std::string example() {
  const auto page = read_file(MUSTER_SOURCE_DIR "/docs/configuration.md", 1 << 20, "page");
  REQUIRE(page);
  const auto begin = page->bytes.find("```yaml\n") + 8;
  return page->bytes.substr(begin, page->bytes.find("```", begin) - begin);
}

TEST_CASE("the example of the documentation is read, and sets every key") {
  const auto config = parse_config(example(), "/etc/muster.yaml");
  REQUIRE_MESSAGE(config, (config ? "" : to_string(config.error())));
  CHECK(config->host == "default");
  CHECK(config->socket == "/run/muster/default.sock");
  CHECK(config->plugins == Folders{"/etc/plugins", "/srv/agents"});
  CHECK(config->skills == Folders{"/etc/skills"});
  CHECK(config->watch == true);
  CHECK(config->on_error == Policy::keep_all);
  CHECK(config->strict == false);
  CHECK(config->staging == "/var/lib/muster/staging");
  CHECK(config->state == "/var/lib/muster/default");
  CHECK(config->probe == "/usr/libexec/muster-probe");
  CHECK(config->permissions == Permissions::strict);
  CHECK(config->allow_process_changes == Folders{"/etc/plugins/python.so"});
  CHECK(config->log_format == LogFormat::text);
}

TEST_CASE("an empty file sets nothing") { CHECK(parse_config("", "m.yaml") == Config{}); }

TEST_CASE("a relative path starts at the folder of the file") {
  CHECK(parse_config("staging: ../x\n", "conf/m.yaml")->staging == "x");
  CHECK(parse_config("staging: x\n", "m.yaml")->staging == "x");
}

TEST_CASE("an unknown key names its line and the nearest known key") {
  const auto config = parse_config("host: a\nplugin:\n  - x\n", "m.yaml");
  REQUIRE_FALSE(config);
  CHECK(config.error().code == "config.unknown_key");
  CHECK(config.error().subject == "m.yaml:2:1");
  CHECK(config.error().message == "there is no key 'plugin'");
  CHECK(config.error().hint.starts_with("did you mean 'plugins'?"));
}

TEST_CASE("a value of the wrong shape or name says what its key takes") {
  const auto refusal = [](std::string_view text) {
    const auto config = parse_config(text, "m.yaml");
    REQUIRE_FALSE(config);
    CHECK(config.error().code == "config.bad_value");
    return config.error();
  };
  CHECK(refusal("watch: yes\n").message == "'yes' is none of its values");
  CHECK(refusal("watch: yes\n").hint == "write one of: true, false");
  CHECK(refusal("on-error: keep\n").subject == "m.yaml:1:11");
  CHECK(refusal("plugins: x\n").message == "the value is not a list");
  CHECK(refusal("permissions: none\n").hint == "write one of: strict, user, off");
  CHECK(refusal("allow-process-changes: x\n").hint.starts_with("write a list of libraries"));
  CHECK(refusal("host: [a]\n").hint == "write a name");
  CHECK(refusal("host:\n").hint == "write a name");
}

TEST_CASE("a file that is no YAML is refused at its place") {
  const auto config = parse_config("host: [a\n", "m.yaml");
  REQUIRE_FALSE(config);
  CHECK(config.error().subject.starts_with("m.yaml:"));
}

TEST_CASE("the keys are named of which two files say different things") {
  const auto config = [](std::string_view text) { return parse_config(text, "m.yaml").value(); };
  const std::string every =
      "host: a\nsocket: s\nplugins: [p]\nskills: [k]\nwatch: true\non-error: keep-all\n"
      "strict: true\nstaging: t\nstate: u\nprobe: r\npermissions: off\n"
      "allow-process-changes: [l]\nlog-format: json\n";
  CHECK(changed_keys(config(every), config(every)).empty());
  CHECK(changed_keys(config("{}"), config(every)) ==
        std::vector<std::string_view>{"host", "socket", "plugins", "skills", "watch", "on-error",
                                      "strict", "staging", "state", "probe", "permissions",
                                      "allow-process-changes", "log-format"});
  CHECK(changed_keys(config("watch: true"), config("watch: false\nagents: {}")) ==
        std::vector<std::string_view>{"watch"});
}

TEST_CASE("the command line beats the file, key by key") {
  Config line;
  line.host = "line";
  Config file;
  file.host = "file";
  file.watch = false;
  file.permissions = Permissions::user;
  const Config both = merged(line, file);
  CHECK(both.host == "line");
  CHECK(both.watch == false);
  CHECK(both.permissions == Permissions::user);
  CHECK_FALSE(both.strict);
}

}  // namespace
}  // namespace muster::serve
