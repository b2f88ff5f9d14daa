// SPDX-License-Identifier: Apache-2.0
#include "serve/configurations.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "base/text.h"
#include "base/yaml_json.h"
#include "plugin/registration.h"
#include "serve/codes.h"
#include "serve/secrets.h"

namespace muster::serve {
namespace {

std::string place_in(const std::string& file, yaml::Mark at) {
  return fmt::format("{}:{}:{}", file, at.line, at.column);
}

Error bad_value(const std::string& file, const yaml::Node& at, std::string message,
                std::string hint) {
  return error(codes::config_bad_value, place_in(file, at.mark), std::move(message),
               std::move(hint));
}

Result<Configuration> configuration_of(const yaml::Node& node, const std::string& file) {
  return with_secrets(node, file)
      .and_then([&](const yaml::Node& resolved) { return yaml::to_json(resolved, file); })
      .map([&](const json::Value& value) -> Configuration {
        // The map as it was written: it knows the places, and no secret.
        return {.json = json::write(value),
                .place = [file, written = std::make_shared<const yaml::Node>(node)](
                             const std::string& pointer) {
                  return place_in(file, yaml::mark_of(*written, pointer));
                }};
      });
}

}  // namespace

Result<Configurations> configurations_of(const yaml::Node& document, const std::string& file) {
  Configurations all;
  const yaml::Node* const agents = document.find("agents");
  if (agents == nullptr) return all;
  if (agents->type != yaml::Node::Type::map) {
    return tl::unexpected(bad_value(file, *agents, "the value is not a map of agents",
                                    "write a slug and below it, indented, its keys"));
  }
  for (const auto& [slug, value] : agents->entries) {
    if (!plugin::is_slug(slug.text)) {
      return tl::unexpected(bad_value(file, slug,
                                      fmt::format("'{}' is no agent's slug", escaped(slug.text)),
                                      "write it as muster list does: a-z, 0-9, '.', '_' and '-'"));
    }
    if (value.type != yaml::Node::Type::map) {
      return tl::unexpected(bad_value(file, value,
                                      fmt::format("what {} is given is not a map", slug.text),
                                      "write 'key: value' below it, or {} for nothing"));
    }
    auto configuration = configuration_of(value, file);
    if (!configuration) return tl::unexpected(std::move(configuration.error()));
    all.emplace(slug.text, std::move(*configuration));
  }
  return all;
}

Result<ConfigFile> read_config_file(const std::string& file) {
  const auto document = read_document(file);
  if (!document) return tl::unexpected(document.error());
  auto settings = settings_of(*document, file);
  if (!settings) return tl::unexpected(std::move(settings.error()));
  return configurations_of(*document, file).map([&](Configurations agents) {
    return ConfigFile{std::move(*settings), std::move(agents)};
  });
}

}  // namespace muster::serve
