// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_BENCH_CORPUS_H
#define MUSTER_TESTS_BENCH_CORPUS_H

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/loaded_plugin.h"

namespace muster::bench {

/// Names of 8 to 32 bytes as people give them, no two alike: words, and a number at the end.
class Slugs {
 public:
  explicit Slugs(std::uint32_t seed) : state_(seed) {}
  [[nodiscard]] std::string next();

 private:
  std::uint32_t state_;
  int count_ = 0;
};

/// What is asked, in the order of asking: the bytes of all names lie one after the other.
class Queries {
 public:
  explicit Queries(std::vector<std::string> names);  ///< asked in a random order

  [[nodiscard]] const std::vector<std::string_view>& names() const noexcept { return names_; }

 private:
  std::string bytes_;
  std::vector<std::string_view> names_;
};

/// The agents that a table is made of, and what is asked of it.
struct Corpus {
  explicit Corpus(std::vector<std::string> names, std::vector<std::string> others);

  plugin::PluginPtr plugin;  ///< has the agents
  Queries hits;
  Queries misses;
};

/// `size` agents; one corpus for each size, made when it is first asked for.
[[nodiscard]] const Corpus& corpus(std::size_t size);

/// Names that are no agent's.
[[nodiscard]] std::vector<std::string> other_names(std::size_t size);

}  // namespace muster::bench

#endif
