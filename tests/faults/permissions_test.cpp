// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "support/serving_host.h"
#include "support/unprivileged.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kSomebody = 65534;

class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  ~Umask() { ::umask(before_); }
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;

 private:
  mode_t before_;
};

HostOptions with(Permissions permissions) {
  HostOptions options;
  options.permissions = permissions;
  return options;
}

void set_mode(const std::string& path, mode_t mode) { REQUIRE(::chmod(path.c_str(), mode) == 0); }

/// A host that serves agent-000001; what its next reload is refused with, and that nothing else
/// moved.
struct Guarded : ServingHost {
  explicit Guarded(Permissions permissions = Permissions::strict) : ServingHost(with(permissions)) {
    echo_copy(plugin("live.so"), "agent-000001");
    REQUIRE(host.start().problems().empty());
  }
  Error refusal() {
    const ProcessState before = settled();
    BackgroundCaller caller(host, "agent-000001", "version-0000");
    const ReloadReport report = host.reload();
    caller.stop();
    CHECK(caller.wrong() == 0);
    CHECK(report.outcome() == Outcome::rejected);
    CHECK(report.generation == 1);
    CHECK(settled().staged == before.staged);
    CHECK(settled().mapped == before.mapped);
    REQUIRE(report.problems().size() == 1);
    return report.problems()[0];
  }
};

}  // namespace

TEST_CASE("FILE-07 a file that everybody may write to is refused until its mode is mended") {
  Guarded serving;
  const std::string path = echo_copy(serving.plugin("open.so"), "agent-000002");
  for (const auto& [mode, shown] :
       {std::pair<mode_t, const char*>{0666, "has mode 0666"}, {0646, "has mode 0646"}}) {
    set_mode(path, mode);
    const Error error = serving.refusal();
    CHECK(error.code == "file.untrusted");
    CHECK(error.subject == path);
    CHECK(error.message.find(shown) != std::string::npos);
    CHECK(error.hint == "chmod g-w,o-w '" + path + "'");
  }
  set_mode(path, 0644);
  CHECK(serving.host.reload().outcome() == Outcome::published);
}

TEST_CASE("FILE-07 a plugin folder that everybody may write to keeps the old table") {
  Guarded serving;
  echo_copy(serving.plugin("new.so"), "agent-000002");
  for (const std::string& folder : {serving.plugins, serving.root.path()}) {
    CAPTURE(folder);
    set_mode(folder, 0777);
    const Error error = serving.refusal();
    CHECK(error.code == "file.untrusted");
    CHECK(error.subject == serving.plugins);
    CHECK(error.hint == "chmod g-w,o-w '" + folder + "'");
    set_mode(folder, 0700);
  }
  CHECK(serving.host.reload().outcome() == Outcome::published);
}

TEST_CASE("FILE-07 a host on a folder that everybody may write to starts without its plugins") {
  ServingHost serving(with(Permissions::user));
  echo_copy(serving.plugin("a.so"), "agent-000001");
  set_mode(serving.plugins, 0777);
  const ReloadReport report = serving.host.start();
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].code == "file.untrusted");
  CHECK(serving.host.agents().empty());
  CHECK(serving.host.status().health == Health::degraded);
}

TEST_CASE("FILE-07 a file or folder of another user is refused, and names him") {
  if (::geteuid() != 0) {
    MESSAGE("skipped: only root may give files away");
    return;
  }
  Guarded serving;
  const std::string path = echo_copy(serving.plugin("foreign.so"), "agent-000002");
  for (const std::string& foreign :
       {path, serving.plugins}) {  // a file; root in a foreign checkout
    REQUIRE(::chown(foreign.c_str(), kSomebody, kSomebody) == 0);
    const Error error = serving.refusal();
    CHECK(error.code == "file.untrusted");
    CHECK(error.subject == foreign);
    CHECK(error.message.find("(65534) (mode 0") != std::string::npos);
    CHECK(error.hint.find("chown root '" + foreign + "'") != std::string::npos);
    CHECK(error.hint.find("run the host as that user") != std::string::npos);
    REQUIRE(::chown(foreign.c_str(), 0, 0) == 0);
  }
  CHECK(serving.host.reload().outcome() == Outcome::published);
}

TEST_CASE("FILE-07 in the mode off nobody asks for owners and modes") {
  Guarded serving(Permissions::off);
  set_mode(echo_copy(serving.plugin("open.so"), "agent-000002"), 0666);
  set_mode(serving.plugins, 0777);
  CHECK(serving.host.reload().outcome() == Outcome::published);
}

TEST_CASE("FILE-07 a setuid file is a file, and its copy is not setuid") {
  Guarded serving;
  set_mode(echo_copy(serving.plugin("setuid.so"), "agent-000002"), 06755);
  CHECK(serving.host.reload().outcome() == Outcome::published);
  for (const auto& entry : fs::recursive_directory_iterator(serving.staging)) {
    CHECK((entry.status().permissions() & (fs::perms::set_uid | fs::perms::set_gid)) ==
          fs::perms::none);
  }
}

TEST_CASE(
    "FILE-07 plugins made under umask 077 are served, and under 002 where the mode says user") {
  if (::geteuid() != 0) {
    MESSAGE("skipped: this user may have no group of his own");
    return;
  }
  const auto start = [](mode_t mask, Permissions permissions) {
    ServingHost serving(with(permissions));
    const Umask while_made(mask);
    fs::remove(serving.plugins);
    serving.root.make_folder("plugins");
    echo_copy(serving.plugin("a.so"), "agent-000001");
    return serving.host.start().problems();
  };
  CHECK(start(077, Permissions::strict).empty());
  CHECK(start(002, Permissions::user).empty());
  REQUIRE(start(002, Permissions::strict).size() == 1);
  CHECK(start(002, Permissions::strict)[0].message.find("group root (0)") != std::string::npos);
}

TEST_CASE("FILE-07 a file that the host's user may not read is refused") {
  const std::string library = content_of(fixture("echo"));
  const Unprivileged unprivileged;
  ServingHost serving(with(Permissions::strict));
  const std::string path = serving.plugin("closed.so");
  write_whole(path, library);
  set_mode(path, 0000);
  const ReloadReport report = serving.host.start();
  REQUIRE(report.problems().size() == 1);
  CHECK(report.problems()[0].code == "file.denied");
  CHECK(report.problems()[0].subject == path);
}

}  // namespace muster::test
