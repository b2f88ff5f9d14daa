// SPDX-License-Identifier: Apache-2.0
// The installed program where its makers never tried it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/json.h"
#include "program/program.h"
#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::test {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

/// The installation in a folder with a space and an umlaut in its name, and its program run by
/// somebody else than root, under umask 002, without a home and among Turkish letters, where an I
/// in lower case is no i.
class Box {
 public:
  Box() {
    fs::permissions(temp_.path(), fs::perms(0755));
    fs::create_directories(plugins());
    for (const char* part : {"bin", "lib", "libexec"}) {
      fs::copy(fs::path(MUSTER_STAGE) / part, fs::path(prefix_) / part,
               fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    }
    drop("echo");
  }

  ~Box() {
    std::error_code ignored;
    const fs::path sockets =
        fmt::format("/tmp/muster-{}", ::geteuid() == 0 ? kNobody : ::geteuid());
    fs::remove(sockets / (host_ + ".sock.lock"), ignored);
    fs::remove(sockets, ignored);  // if nothing else is there
  }
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

  /// Where sockets of hosts without a home lie side by side.
  fs::path sockets() const {
    return fmt::format("/tmp/muster-{}", ::geteuid() == 0 ? kNobody : ::geteuid());
  }
  std::string plugins() const { return prefix_ + "/Plug-ins für alle"; }
  void drop(const std::string& name) const {
    write_whole(plugins() + "/" + name + ".so", content_of(MUSTER_PLUGINS "/" + name + ".so"));
  }

  std::vector<std::string> command(const std::vector<std::string>& words) const {
    std::vector<std::string> all;
    if (::geteuid() == 0) {
      all = {"setpriv", fmt::format("--reuid={}", kNobody), fmt::format("--regid={}", kNobody),
             "--clear-groups"};
    }
    for (const char* word : {"sh", "-c", R"(umask 002; exec "$@")", "sh"}) all.push_back(word);
    all.push_back(prefix_ + "/bin/muster");
    all.insert(all.end(), words.begin(), words.end());
    for (const char* word : {"--host", host_.c_str()}) all.push_back(word);
    return all;
  }
  Program::Variables variables() const {
    Program::Variables all{{"LANG", "tr_TR.UTF-8"}, {"LC_ALL", "tr_TR.UTF-8"}};
    for (const char* name :
         {"PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"}) {
      if (const char* const value = std::getenv(name)) all[name] = value;
    }
    return all;
  }
  Ended run(const std::vector<std::string>& words) const {
    return Program(Program::Other{}, command(words), variables()).wait();
  }

 private:
  TempDir temp_;
  std::string prefix_ = temp_ / "Mün ster";
  std::string host_ = fmt::format("box-{}", ::getpid());
};

TEST_CASE("BOX-01 the installed program works in an odd folder, for anybody, without a home") {
  const Box box;
  if (box.run({"--version"}).status == 127) {
    MESSAGE("skipped: the libraries of this build lie where other users may not read");
    return;
  }
  Program host(Program::Other{}, box.command({"serve", "--no-watch", "--plugins", box.plugins()}),
               box.variables());
  CHECK(host.wait_for("muster: ready: ") == "generation 1, 1 agent, 0 skills, 1 plugin");
  CHECK(fs::status(box.sockets()).permissions() == fs::perms::owner_all);  // whatever the umask
  CHECK(box.run({"list"}).out.find("echo") != std::string::npos);
  CHECK(box.run({"call", "echo", R"({"text":"ISPARTA ığdır"})"}).out.find("ISPARTA ığdır") !=
        std::string::npos);

  box.drop("digest");
  const Ended reload = box.run({"reload", "--json"});
  INFO(reload.out << reload.err);
  CHECK(reload.status == 0);
  const auto report = json::parse(reload.out, "output");
  REQUIRE(report);
  CHECK(report->at("files").at(0).at("path").as_string() == box.plugins() + "/digest.so");
  CHECK(box.run({"call", "digest", R"({"text":"abc"})"}).status == 0);

  const Ended check = box.run({"check", box.plugins()});
  INFO(check.out << check.err);
  CHECK(check.status == 0);
  CHECK(box.run({"status"}).out.find("ok") != std::string::npos);

  host.signal(SIGTERM);
  CHECK(host.wait().status == 0);
  CHECK(box.run({"status"}).status == 4);
}

}  // namespace
}  // namespace muster::test
