// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_AGENTS_BUNDLED_H
#define MUSTER_TESTS_AGENTS_BUNDLED_H

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "support/serving_host.h"

namespace muster::test {

/// A host that serves one bundled library. Link muster_facade.
struct Bundled {
  explicit Bundled(std::string_view name, Configurations given = {})
      : configurations(std::move(given)), library(serving.plugin(fmt::format("{}.so", name))) {
    write_whole(library, content_of(fmt::format("{}/{}.so", MUSTER_PLUGINS, name)));
    started = serving.host.start();
  }

  /// The first block of this type; of an error, "CODE: message" with the agent's own code if it has
  /// one.
  [[nodiscard]] std::string answer(std::string_view slug, std::string_view input,
                                   Block::Type type = Block::Type::json) {
    const auto answer = serving.host.call(slug, input);
    if (!answer) {
      const Error& error = answer.error();
      const std::string code(error.agent_code.empty() ? error.code : error.agent_code);
      return fmt::format("{}: {}", code, error.message);
    }
    const auto found = std::ranges::find(answer->blocks, type, &Block::type);
    return found == answer->blocks.end() ? "no such block" : found->bytes;
  }

  Configurations configurations;
  ServingHost serving{
      HostOptions{.configurations = [this] { return Result<Configurations>(configurations); }}};
  std::string library;
  ReloadReport started;
};

}  // namespace muster::test

#endif
