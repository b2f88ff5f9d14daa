// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <chrono>

#include "faults/faults.h"
#include "support/loading.h"

namespace muster::test {
namespace {

// Why a file is not loaded; an Error without a code: it was loaded, or ignored.
Error refusal_of(Loading& loading, const std::string& path) {
  const auto loaded = loading.load(path);
  return loaded || loaded.error().empty() ? Error{} : loaded.error().front();
}

// Each fault of the row is refused with its code, named by its path and called what it is, and
// leaves the process as it was.
void check_row(std::string_view row) {
  const TempDir folder;
  Loading loading;
  for (const Fault& fault : faults_of(row)) {
    CAPTURE(fault.name);
    const std::string path = folder / (std::string(fault.name) + ".so");
    fault.make(path);
    const auto before = loading.state();

    const Error error = refusal_of(loading, path);

    CHECK(error.code == fault.expected_code);
    CHECK(error.subject == path + fault.expected_place);
    CHECK_MESSAGE(error.message.find(fault.expected_text) != std::string::npos, error);
    CHECK(loading.state() == before);
  }
}

}  // namespace

TEST_CASE("FILE-01 what is no library is refused before the dynamic linker sees it") {
  check_row("FILE-01");
}

TEST_CASE("FILE-01 a refusal by inspection takes less than 10 ms") {
  const TempDir folder;
  Loading loading;
  for (const Fault& fault : faults_of("FILE-01")) {
    CAPTURE(fault.name);
    const std::string path = folder / (std::string(fault.name) + ".so");
    fault.make(path);
    // The best of three: this measures the host, not what else the machine is doing.
    auto best = std::chrono::nanoseconds::max();
    for (int round = 0; round < 3; ++round) {
      const auto begin = std::chrono::steady_clock::now();
      REQUIRE_FALSE(refusal_of(loading, path).code.empty());
      best = std::min<std::chrono::nanoseconds>(best, std::chrono::steady_clock::now() - begin);
    }
    CHECK(best < std::chrono::milliseconds(10));
  }
}

TEST_CASE("FILE-03 a library of another kind is refused and called what it is") {
  check_row("FILE-03");
}

TEST_CASE("LINK-01 a library that cannot be linked is refused in the words of the dynamic linker") {
  check_row("LINK-01");
}

TEST_CASE("LINK-01 the hint goes by what the dynamic linker says") {
  const TempDir folder;
  Loading loading;
  for (const Fault& fault : faults_of("LINK-01")) {
    CAPTURE(fault.name);
    const std::string path = folder / (std::string(fault.name) + ".so");
    fault.make(path);
    const bool is_newer = fault.name == "newer C library";
    CHECK(refusal_of(loading, path).hint.starts_with(is_newer ? "build it on a system no newer"
                                                              : "install or link what it names"));
  }
}

TEST_CASE("CODE-04 a library whose register fails or adds nothing leaves nothing behind") {
  check_row("CODE-04");
}

}  // namespace muster::test
