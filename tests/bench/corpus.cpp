// SPDX-License-Identifier: Apache-2.0
#include "bench/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <utility>

namespace muster::bench {
namespace {

constexpr std::size_t kShortest = 8;
constexpr std::size_t kLongest = 32;

// What an agent of the bench does when it is called: next to nothing, and behind a pointer.
int32_t read_self(void* self, const muster_call* /*call*/) {
  return *static_cast<const int32_t*>(self);
}

plugin::PluginPtr plugin_of(std::vector<std::string> names) {
  static int32_t self = 1;
  auto unit = std::make_unique<plugin::LoadedPlugin>();
  unit->path = "bench.so";
  for (std::string& name : names) {
    auto agent = std::make_unique<plugin::Agent>();
    agent->descriptor.slug = std::move(name);
    agent->pins = unit->pins.slot();
    agent->self = &self;
    agent->call = read_self;
    unit->agents.push_back(std::move(agent));
  }
  return unit;
}

std::vector<std::string> names_of(std::uint32_t seed, std::size_t size) {
  Slugs slugs(seed);
  std::vector<std::string> names(size);
  std::ranges::generate(names, [&] { return slugs.next(); });
  return names;
}

}  // namespace

std::string Slugs::next() {
  static constexpr std::array kWords{"agent", "clock", "text",   "digest", "mail", "search",
                                     "files", "team",  "report", "image",  "sql",  "summary"};
  std::minstd_rand random(state_ * 7919 + static_cast<std::uint32_t>(count_));
  const std::size_t length = kShortest + random() % (kLongest - kShortest + 1);
  const std::string number = fmt::format("{}{:05}", state_, count_++);
  std::string slug;
  while (slug.size() + number.size() < length) {
    slug += kWords[random() % kWords.size()];
    slug += random() % 3 == 0 ? '.' : '-';
  }
  slug.resize(length - std::min(length, number.size()));
  return slug + number;
}

Queries::Queries(std::vector<std::string> names) {
  std::ranges::shuffle(names, std::mt19937(11));
  for (const std::string& name : names) bytes_ += name;
  const char* at = bytes_.data();
  for (const std::string& name : names) {
    names_.emplace_back(at, name.size());
    at += name.size();
  }
}

Corpus::Corpus(std::vector<std::string> names, std::vector<std::string> others)
    : plugin(plugin_of(names)), hits(std::move(names)), misses(std::move(others)) {}

const Corpus& corpus(std::size_t size) {
  static std::map<std::size_t, Corpus> all;
  const auto found = all.find(size);
  if (found != all.end()) return found->second;
  return all.try_emplace(size, names_of(1, size), other_names(size)).first->second;
}

std::vector<std::string> other_names(std::size_t size) { return names_of(2, size); }

}  // namespace muster::bench
