// SPDX-License-Identifier: Apache-2.0
#include "serve/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "serve/codes.h"
#include "serve/distance.h"

namespace muster::serve {
namespace {

// Reads the entries of one file, each into its setting.
class Reader {
 public:
  Reader(const std::string& file, Config& config)
      : file_(file), folder_(std::filesystem::path(file).parent_path()), config_(config) {}

  Result<void> read(const yaml::Node& key, const yaml::Node& value);

 private:
  using Read = Result<void> (Reader::*)(const yaml::Node&);
  struct Key {
    std::string_view name;
    Read read;
  };
  static const std::array<Key, 14> kKeys;

  tl::unexpected<Error> refused(const Code& code, const yaml::Node& at, std::string message,
                                std::string hint) const {
    return tl::unexpected(error(code, fmt::format("{}:{}:{}", file_, at.mark.line, at.mark.column),
                                std::move(message), std::move(hint)));
  }
  tl::unexpected<Error> unknown(const yaml::Node& key) const;

  std::string resolved(const std::string& path) const {
    return (folder_ / path).lexically_normal();  // an absolute path replaces the folder
  }
  Result<std::string> scalar(const yaml::Node& value, std::string_view wanted) const {
    if (value.type != yaml::Node::Type::scalar || value.text.empty()) {
      return refused(codes::config_bad_value, value, "the value is not of the right shape",
                     fmt::format("write {}", wanted));
    }
    return value.text;
  }
  Result<std::vector<std::string>> paths(const yaml::Node& value, std::string_view of) const;
  template <class T, std::size_t N>
  Result<T> choice(const yaml::Node& value,
                   const std::array<std::pair<std::string_view, T>, N>& choices) const;

  template <class T, class U>
  static Result<void> put(std::optional<T>& setting, Result<U> value) {
    if (!value) return tl::unexpected(std::move(value.error()));
    setting = std::move(*value);
    return {};
  }

  Result<bool> flag(const yaml::Node& value) const {
    constexpr std::array<std::pair<std::string_view, bool>, 2> choices{
        {{"true", true}, {"false", false}}};
    return choice(value, choices);
  }
  Result<std::string> path(const yaml::Node& value) const {
    return scalar(value, "a path").map([this](const std::string& text) { return resolved(text); });
  }

  Result<void> read_host(const yaml::Node& value) {
    return put(config_.host, scalar(value, "a name"));
  }
  Result<void> read_socket(const yaml::Node& value) { return put(config_.socket, path(value)); }
  Result<void> read_plugins(const yaml::Node& value) {
    return put(config_.plugins, paths(value, "folders"));
  }
  Result<void> read_skills(const yaml::Node& value) {
    return put(config_.skills, paths(value, "folders"));
  }
  Result<void> read_watch(const yaml::Node& value) { return put(config_.watch, flag(value)); }
  Result<void> read_strict(const yaml::Node& value) { return put(config_.strict, flag(value)); }
  Result<void> read_staging(const yaml::Node& value) { return put(config_.staging, path(value)); }
  Result<void> read_on_error(const yaml::Node& value) {
    constexpr std::array<std::pair<std::string_view, Policy>, 2> choices{
        {{"keep-all", Policy::keep_all}, {"keep-file", Policy::keep_file}}};
    return put(config_.on_error, choice(value, choices));
  }
  Result<void> read_state(const yaml::Node& value) { return put(config_.state, path(value)); }
  Result<void> read_probe(const yaml::Node& value) { return put(config_.probe, path(value)); }
  Result<void> read_permissions(const yaml::Node& value) {
    constexpr std::array<std::pair<std::string_view, Permissions>, 3> choices{
        {{"strict", Permissions::strict}, {"user", Permissions::user}, {"off", Permissions::off}}};
    return put(config_.permissions, choice(value, choices));
  }
  Result<void> read_allow_process_changes(const yaml::Node& value) {
    return put(config_.allow_process_changes, paths(value, "libraries"));
  }
  Result<void> read_log_format(const yaml::Node& value) {
    constexpr std::array<std::pair<std::string_view, LogFormat>, 3> choices{
        {{"text", LogFormat::text}, {"json", LogFormat::json}, {"logfmt", LogFormat::logfmt}}};
    return put(config_.log_format, choice(value, choices));
  }
  Result<void> read_agents(const yaml::Node&) { return {}; }  // no setting: see configurations.h

  const std::string& file_;
  std::filesystem::path folder_;
  Config& config_;
};

const std::array<Reader::Key, 14> Reader::kKeys{{
    {"host", &Reader::read_host},
    {"socket", &Reader::read_socket},
    {"plugins", &Reader::read_plugins},
    {"skills", &Reader::read_skills},
    {"watch", &Reader::read_watch},
    {"on-error", &Reader::read_on_error},
    {"strict", &Reader::read_strict},
    {"staging", &Reader::read_staging},
    {"state", &Reader::read_state},
    {"probe", &Reader::read_probe},
    {"permissions", &Reader::read_permissions},
    {"allow-process-changes", &Reader::read_allow_process_changes},
    {"log-format", &Reader::read_log_format},
    {"agents", &Reader::read_agents},
}};

Result<void> Reader::read(const yaml::Node& key, const yaml::Node& value) {
  const auto known = std::ranges::find(kKeys, std::string_view(key.text), &Key::name);
  if (known == kKeys.end()) return unknown(key);
  return (this->*known->read)(value);
}

tl::unexpected<Error> Reader::unknown(const yaml::Node& key) const {
  const auto nearest = std::ranges::min_element(
      kKeys, {}, [&key](const Key& known) { return distance(key.text, known.name); });
  return refused(
      codes::config_unknown_key, key, fmt::format("there is no key '{}'", escaped(key.text)),
      fmt::format("did you mean '{}'? docs/configuration.md lists every key", nearest->name));
}

Result<std::vector<std::string>> Reader::paths(const yaml::Node& value, std::string_view of) const {
  const std::string wanted = fmt::format("a list of {}, each on a line of its own after '- '", of);
  if (value.type != yaml::Node::Type::sequence) {
    return refused(codes::config_bad_value, value, "the value is not a list",
                   fmt::format("write {}", wanted));
  }
  std::vector<std::string> paths;
  for (const yaml::Node& item : value.items) {
    auto text = scalar(item, wanted);
    if (!text) return tl::unexpected(std::move(text.error()));
    paths.push_back(resolved(*text));
  }
  return paths;
}

template <class T, std::size_t N>
Result<T> Reader::choice(const yaml::Node& value,
                         const std::array<std::pair<std::string_view, T>, N>& choices) const {
  std::vector<std::string_view> names;
  for (const auto& [name, meaning] : choices) {
    if (value.type == yaml::Node::Type::scalar && value.text == name) return meaning;
    names.push_back(name);
  }
  return refused(codes::config_bad_value, value,
                 value.text.empty()
                     ? "the value is none of those it can be"
                     : fmt::format("'{}' is none of its values", escaped(value.text)),
                 fmt::format("write one of: {}", fmt::join(names, ", ")));
}

Result<yaml::Node> document_of(std::string_view text, const std::string& file) {
  auto document = yaml::read(text, file, 1, kConfigLimits);
  if (document && document->type != yaml::Node::Type::map) {
    return tl::unexpected(error(codes::config_bad_value, file, "the file is not a map of keys"));
  }
  return document;
}

}  // namespace

Result<yaml::Node> read_document(const std::string& file) {
  return read_file(file, kConfigLimits.bytes, escaped(file))
      .and_then([&](const FileContent& content) { return document_of(content.bytes, file); });
}

Result<Config> settings_of(const yaml::Node& document, const std::string& file) {
  Config config;
  Reader reader(file, config);
  for (const auto& [key, value] : document.entries) {
    if (auto done = reader.read(key, value); !done) return tl::unexpected(std::move(done.error()));
  }
  return config;
}

Result<Config> parse_config(std::string_view text, const std::string& file) {
  return document_of(text, file).and_then([&](const yaml::Node& document) {
    return settings_of(document, file);
  });
}

std::vector<std::string_view> changed_keys(const Config& before, const Config& after) {
  std::vector<std::string_view> keys;
  const auto compare = [&](std::string_view key, const auto& setting) {
    if (before.*setting != after.*setting) keys.push_back(key);
  };
  compare("host", &Config::host);
  compare("socket", &Config::socket);
  compare("plugins", &Config::plugins);
  compare("skills", &Config::skills);
  compare("watch", &Config::watch);
  compare("on-error", &Config::on_error);
  compare("strict", &Config::strict);
  compare("staging", &Config::staging);
  compare("state", &Config::state);
  compare("probe", &Config::probe);
  compare("permissions", &Config::permissions);
  compare("allow-process-changes", &Config::allow_process_changes);
  compare("log-format", &Config::log_format);
  return keys;
}

Config merged(Config first, Config second) {
  const auto fill = [](auto& setting, auto& other) {
    if (!setting) setting = std::move(other);
  };
  fill(first.host, second.host);
  fill(first.socket, second.socket);
  fill(first.plugins, second.plugins);
  fill(first.skills, second.skills);
  fill(first.watch, second.watch);
  fill(first.on_error, second.on_error);
  fill(first.strict, second.strict);
  fill(first.staging, second.staging);
  fill(first.state, second.state);
  fill(first.probe, second.probe);
  fill(first.permissions, second.permissions);
  fill(first.allow_process_changes, second.allow_process_changes);
  fill(first.log_format, second.log_format);
  return first;
}

}  // namespace muster::serve
