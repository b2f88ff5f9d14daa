// SPDX-License-Identifier: Apache-2.0
#include "plugin/library.h"

#include <dlfcn.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <latch>
#include <thread>

#include "support/fixture_plugins.h"
#include "support/temp_dir.h"

namespace muster::plugin {
namespace {

using test::content_of;
using test::fixture;
using test::TempDir;

std::string copy_of(std::string_view name, const TempDir& folder, std::string_view as) {
  return folder.write(as, content_of(fixture(name)));
}

// The file that holds the function.
std::string home_of(Register* entry) {
  Dl_info info{};
  REQUIRE(::dladdr(reinterpret_cast<const void*>(entry), &info) != 0);
  return info.dli_fname;
}

}  // namespace

TEST_CASE("a library is mapped from open to unload, and its register is its own") {
  TempDir folder;
  const std::string path = copy_of("echo", folder, "a.so");
  auto library = Library::open(path, "a.so");
  REQUIRE(library);
  CHECK(is_mapped(path));
  CHECK(home_of(library->entry()) == path);
  CHECK(library->unload());
  CHECK_FALSE(is_mapped(path));
}

TEST_CASE("a library is found mapped however its path was written") {
  TempDir folder;
  const std::string path = copy_of("echo", folder, "a.so");
  folder.make_folder("lib");
  auto library = Library::open(folder / "lib/.././a.so", "a.so");
  REQUIRE(library);
  CHECK(is_mapped(path));
  CHECK(library->unload());
  CHECK_FALSE(is_mapped(path));
}

TEST_CASE("a library that goes out of scope is unmapped") {
  TempDir folder;
  const std::string path = copy_of("echo", folder, "a.so");
  { REQUIRE(Library::open(path, "a.so")); }
  CHECK_FALSE(is_mapped(path));
}

TEST_CASE("two copies of one file are two libraries") {
  TempDir folder;
  const auto first = Library::open(copy_of("echo", folder, "a.so"), "a.so");
  const auto second = Library::open(copy_of("echo", folder, "b.so"), "b.so");
  REQUIRE(first);
  REQUIRE(second);
  CHECK(home_of(first->entry()) == folder / "a.so");
  CHECK(home_of(second->entry()) == folder / "b.so");
}

TEST_CASE("a register that lies in a dependency is refused and its home named") {
  TempDir folder;
  const std::string path = copy_of("borrowed", folder, "a.so");
  const auto library = Library::open(path, "a.so");
  REQUIRE_FALSE(library);
  CHECK(library.error().code == "link.foreign_register");
  CHECK(library.error().message.find("libfixture_lender.so") != std::string::npos);
  CHECK_FALSE(is_mapped(path));
}

TEST_CASE("a library without register is refused and unmapped") {
  TempDir folder;
  const std::string path = copy_of("helper", folder, "a.so");
  const auto library = Library::open(path, "plugins/a.so");
  REQUIRE_FALSE(library);
  CHECK(library.error().code == "abi.no_register");
  CHECK(library.error().message == "plugins/a.so: undefined symbol: register");
  CHECK_FALSE(is_mapped(path));
}

TEST_CASE("the dynamic linker's words name the file, not its private copy") {
  TempDir folder;
  const std::string path = folder.write("a.so", "not a library");
  const auto library = Library::open(path, "plugins/a.so");
  REQUIRE_FALSE(library);
  CHECK(library.error().code == "link.refused");
  CHECK(library.error().subject == "plugins/a.so");
  CHECK(library.error().message == "plugins/a.so: file too short");
}

TEST_CASE("a library with a pending thread_local object stays mapped until its thread has ended") {
  TempDir folder;
  const std::string path = copy_of("thread_local", folder, "a.so");
  auto library = Library::open(path, "a.so");
  REQUIRE(library);
  std::latch used(1);
  std::latch unloaded(1);
  std::thread worker([&] {
    CHECK(library->entry()(nullptr) == MUSTER_OK);
    used.count_down();
    unloaded.wait();
  });
  used.wait();
  CHECK_FALSE(library->unload());
  CHECK(is_mapped(path));
  unloaded.count_down();
  worker.join();
  CHECK(library->unload());
  CHECK_FALSE(is_mapped(path));
}

}  // namespace muster::plugin
