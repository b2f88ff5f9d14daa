// SPDX-License-Identifier: Apache-2.0
// The program `muster-seal`: seals plugins once they are built. Part of the SDK, so it is a program
// of its own that needs no more than a host's base.
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "seal/seal.h"

namespace {

// As those of `muster`.
constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kRefused = 3;

constexpr const char* kHelp =
    "usage: muster-seal FILE...\n"
    "\n"
    "Writes into each plugin a digest of what a host loads of it, so that the host refuses the\n"
    "file once it is damaged. To be run last, after whatever else changes the file; "
    "muster_add_plugin\n"
    "does. strip may follow. A file that is sealed already is left alone.\n";

int seal_all(int count, char** files) {
  int status = kDone;
  for (int i = 0; i < count; ++i) {
    const auto sealed = muster::seal::seal_file(files[i]);
    if (sealed) continue;
    std::fprintf(stderr, "muster-seal: %s\n", to_string(sealed.error()).c_str());
    status = sealed.error().kind == muster::Kind::invalid ? kRefused : kFailed;
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (first == "--help" || first == "-h") {
    std::fputs(kHelp, stdout);
    return kDone;
  }
  if (first.empty() || first.starts_with('-')) {
    std::fputs(kHelp, stderr);
    return kUsage;
  }
  try {
    return seal_all(argc - 1, argv + 1);
  } catch (const std::exception& problem) {  // memory
    std::fprintf(stderr, "muster-seal: %s\n", problem.what());
    return kFailed;
  }
}
