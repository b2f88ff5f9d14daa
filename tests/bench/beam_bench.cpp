// SPDX-License-Identifier: Apache-2.0
// The same names in the tables of the BEAM, where it is installed: beam.escript measures by itself.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "bench/corpus.h"
#include "bench/figures.h"
#include "support/temp_dir.h"

namespace muster::bench {
namespace {

bool has_beam() { return std::system("command -v escript >/dev/null") == 0; }

std::string lines(const std::vector<std::string_view>& names) {
  return fmt::format("{}\n", fmt::join(names, "\n"));
}

Measured ask_beam(const std::string& way, std::size_t size, bool hit, int readers) {
  const test::TempDir folder;
  const Queries& hits = corpus(size).hits;
  const std::string names = folder.write("names", lines(hits.names()));
  const std::string queries =
      folder.write("queries", lines((hit ? hits : corpus(size).misses).names()));
  const std::string command =
      fmt::format("escript '{}' {} {} '{}' '{}'", MUSTER_BENCH_BEAM, way, readers, names, queries);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> answer(::popen(command.c_str(), "r"),
                                                               ::pclose);
  double nanoseconds = 0;
  const bool is_measured = answer && std::fscanf(answer.get(), "%lf", &nanoseconds) == 1;
  return {nanoseconds, is_measured};
}

void add_beam(const std::string& way, std::size_t size, bool hit, int readers) {
  add_figure(fmt::format("find/{}/{}/{}/{}/idle/indep", way, size, hit ? "hit" : "miss", readers),
             [=] { return ask_beam(way, size, hit, readers); });
}

const bool added = [] {
  if (!has_beam()) return false;
  for (const std::size_t size : {70, 1'110, 100'000}) {
    for (const char* const way : {"persistent_term", "ets_lookup_element", "ets_lookup"}) {
      for (const int readers : {1, 2}) add_beam(way, size, true, readers);
      // What is not there is an exception to the third.
      if (way != std::string_view("ets_lookup_element")) add_beam(way, size, false, 1);
    }
  }
  return true;
}();

}  // namespace
}  // namespace muster::bench
