// SPDX-License-Identifier: Apache-2.0
#include "serve/secrets.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "serve/codes.h"

namespace muster::serve {
namespace {

using yaml::Node;

// The value of a map that has this key and no other; null: it is no such map.
const Node* only(const Node& node, std::string_view key) {
  const bool is_one = node.entries.size() == 1 && node.entries.front().key.text == key;
  return is_one ? &node.entries.front().value : nullptr;
}

const Node* only_scalar(const Node& node, std::string_view key) {
  const Node* const value = only(node, key);
  return value != nullptr && value->type == Node::Type::scalar ? value : nullptr;
}

class Resolver {
 public:
  explicit Resolver(const std::string& config_file)
      : config_file_(config_file), folder_(std::filesystem::path(config_file).parent_path()) {}

  Result<Node> value(const Node& node) const {
    if (const Node* const path = only_scalar(node, "file")) return file(*path);
    if (const Node* const name = only_scalar(node, "env")) return variable(*name);
    if (const Node* const literal = only(node, "literal")) return *literal;
    return inside(node);
  }

  // Of a map or a list: its parts. The map itself is what it is.
  Result<Node> inside(Node node) const {
    for (Node& item : node.items) {
      auto resolved = value(item);
      if (!resolved) return resolved;
      item = std::move(*resolved);
    }
    for (auto& [key, part] : node.entries) {
      auto resolved = value(part);
      if (!resolved) return resolved;
      part = std::move(*resolved);
    }
    return node;
  }

 private:
  Result<Node> file(const Node& path) const {
    const std::string whole = (folder_ / path.text).lexically_normal();
    auto content = read_file(whole, kSecretBytesMax, whole);
    if (!content) {
      return refused(path, fmt::format("the file {}: {}", whole, content.error().message),
                     content.error().hint);
    }
    std::string& text = content->bytes;
    if (text.ends_with('\n')) text.pop_back();
    return secret(path, std::move(text), "the file " + whole);
  }

  Result<Node> variable(const Node& name) const {
    const std::string who = "the environment variable " + name.text;
    const char* const text = std::getenv(name.text.c_str());
    if (text == nullptr) {
      return refused(name, who + " is not set", "set it where the host is started");
    }
    return secret(name, text, who);
  }

  Result<Node> secret(const Node& reference, std::string text, const std::string& who) const {
    if (text.size() > kSecretBytesMax) {
      return refused(reference, fmt::format("{} holds more than {} bytes", who, kSecretBytesMax),
                     "make it shorter");
    }
    if (find_not_utf8(text)) {
      return refused(reference, who + " is not UTF-8", "encode it, in base64 for example");
    }
    Node scalar;
    scalar.mark = reference.mark;
    scalar.style = Node::Style::quoted;  // a text, whatever it looks like
    scalar.text = std::move(text);
    return scalar;
  }

  tl::unexpected<Error> refused(const Node& at, std::string message, std::string hint) const {
    return tl::unexpected(error(codes::config_secret,
                                fmt::format("{}:{}:{}", config_file_, at.mark.line, at.mark.column),
                                escaped(message), std::move(hint)));
  }

  const std::string& config_file_;
  std::filesystem::path folder_;
};

}  // namespace

Result<yaml::Node> with_secrets(const yaml::Node& configuration, const std::string& config_file) {
  return Resolver(config_file).inside(configuration);
}

}  // namespace muster::serve
