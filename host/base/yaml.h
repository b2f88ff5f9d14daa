// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_BASE_YAML_H
#define MUSTER_BASE_YAML_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <muster/error.h>
#include "base/text.h"

/// The bounded reader of every YAML text that the host takes in: front matter and the configuration
/// file. A small, safe part of YAML: maps, sequences and scalars, all scalars as their author wrote
/// them (no typing: `010` stays "010", `yes` stays "yes", `~` stays "~").
namespace muster::yaml {

using Mark = Position;

struct Entry;

struct Node {
  enum class Type : std::uint8_t { scalar, sequence, map };
  enum class Style : std::uint8_t { plain, quoted, block };  ///< x, 'x' or "x", | or > and lines

  Type type = Type::scalar;
  Mark mark;
  std::string text;            ///< of a scalar
  Style style = Style::plain;  ///< of a scalar
  std::vector<Node> items;     ///< of a sequence
  std::vector<Entry> entries;  ///< of a map, in document order

  /// The value of a map's key, or null.
  [[nodiscard]] const Node* find(std::string_view key) const noexcept;
};

struct Entry {
  Node key;  ///< a scalar
  Node value;
};

struct Limits {
  std::size_t bytes = 32 * 1024;
  std::size_t depth = 8;
  std::size_t keys = 256;     ///< in the whole document
  std::size_t values = 4096;  ///< scalars that are no keys, lists and maps, in the whole document
};

/// Reads one document. An empty text is an empty map; a byte order mark is passed over. Refused,
/// each with its own code and `subject:line:column`: what is not YAML, not UTF-8 or has control
/// characters; anchors, aliases, tags, merge keys, directives, duplicate keys, keys that are not
/// scalars, a second document, anything past the limits. `first_line` is the line of the subject at
/// which the text begins.
///
/// Cost: 35 us for a typical front matter; 8 ms for the worst within the default limits, a value of
/// 32,000 blank lines.
[[nodiscard]] Result<Node> read(std::string_view text, std::string_view subject,
                                std::size_t first_line = 1, Limits limits = {});

}  // namespace muster::yaml

#endif
