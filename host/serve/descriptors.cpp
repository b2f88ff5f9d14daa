// SPDX-License-Identifier: Apache-2.0
#include "serve/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace muster::serve {
namespace {

constexpr std::uint64_t kWantedMost = 65'536;
constexpr std::uint64_t kConnectionsMost = 1024;
constexpr std::uint64_t kUsual = 1024;  // where the system does not say

}  // namespace

std::uint64_t descriptors_wanted(std::uint64_t now, std::uint64_t most) noexcept {
  return std::max(now, std::min(most, kWantedMost));
}

std::size_t connections_within(std::uint64_t descriptors) noexcept {
  return std::clamp<std::uint64_t>(descriptors / 4, 1, kConnectionsMost);
}

std::uint64_t raise_descriptor_limit() noexcept {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return kUsual;
  const rlimit wanted{descriptors_wanted(limit.rlim_cur, limit.rlim_max), limit.rlim_max};
  return ::setrlimit(RLIMIT_NOFILE, &wanted) == 0 ? wanted.rlim_cur : limit.rlim_cur;
}

}  // namespace muster::serve
