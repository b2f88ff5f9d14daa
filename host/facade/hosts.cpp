// SPDX-License-Identifier: Apache-2.0
#include <muster/hosts.h>

#include <utility>

#include "base/text.h"
#include "facade/codes.h"

namespace muster {

Result<std::shared_ptr<Host>> Hosts::add(HostOptions options) {
  const std::string name = options.name;
  const std::lock_guard lock(mutex_);
  if (hosts_.contains(name)) {
    return tl::unexpected(error(facade::codes::name_taken, escaped(name), "a host has this name"));
  }
  return hosts_.emplace(name, std::make_shared<Host>(std::move(options))).first->second;
}

std::shared_ptr<Host> Hosts::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = hosts_.find(name);
  return found == hosts_.end() ? nullptr : found->second;
}

std::vector<Retained> Hosts::remove(std::string_view name, std::chrono::nanoseconds patience) {
  decltype(hosts_)::node_type taken;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = hosts_.find(name); found != hosts_.end()) taken = hosts_.extract(found);
  }
  return taken ? taken.mapped()->stop(patience) : std::vector<Retained>{};
}

std::vector<std::string> Hosts::names() const {
  std::vector<std::string> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, host] : hosts_) all.push_back(name);
  return all;
}

}  // namespace muster
