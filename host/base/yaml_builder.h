// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_YAML_BUILDER_H
#define MUSTER_BASE_YAML_BUILDER_H

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/code.h"
#include "base/yaml.h"

namespace muster::yaml {

/// Builds a Node out of yaml-cpp's events, and refuses what the format has too much of. A refusal
/// is thrown through yaml-cpp, which so stops at the first event past a limit: it calls itself for
/// each level of nesting, but never deeper than the events were let through.
class Builder final : public YAML::EventHandler {
 public:
  struct Refusal {
    const Code* code;
    YAML::Mark mark;
    std::string message;
  };

  Builder(std::string_view source, Limits limits) : source_(source), limits_(limits) {}

  /// The document; an empty map if there was none.
  [[nodiscard]] Node take();

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }
  void OnAnchor(const YAML::Mark& mark, const std::string& name) override;

 private:
  struct Open {
    Node node;
    bool flow;                // [...] or {...}
    std::optional<Node> key;  // of a map: the one that waits for its value
    YAML::Mark key_mark;
  };

  bool expects_key() const;
  std::string_view source_from(const YAML::Mark& mark) const;
  void require_colon() const;
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const;
  void add(Node node, const YAML::Mark& mark);
  void add_key(Node key, const YAML::Mark& mark);
  void count_value(const YAML::Mark& mark);
  void open(Node::Type type, const YAML::Mark& mark, YAML::EmitterStyle::value style);
  void close();

  std::string_view source_;
  Limits limits_;
  std::size_t keys_ = 0;
  std::size_t values_ = 0;
  bool started_ = false;
  std::vector<Open> open_;
  std::optional<Node> root_;
};

}  // namespace muster::yaml

#endif
