// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_SCHEMA_READER_H
#define MUSTER_SCHEMA_READER_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <muster/error.h>
#include "base/code.h"
#include "schema/compiled.h"
#include "schema/pattern.h"
#include "schema/type.h"

namespace muster::schema {

/// A name that a schema below has, or a way to it.
struct Reference {
  Node* from;
  std::string_view target;  ///< as it is written
};

/// Walks a document and makes its nodes. The first thing wrong ends the work; what is read after it
/// is of no use.
class Reader {
 public:
  Reader(Compiled& into, std::string_view subject) : into_(into), subject_(subject) {}

  /// The schema, and all below it. Null where something is wrong.
  const Node* schema(const json::Value& value);

  // Values that keywords have. Each refuses what is no such value.
  std::vector<const Node*> schemas(const json::Value& value);  ///< at least one
  const json::Object* object(const json::Value& value);
  const json::Array* array(const json::Value& value);
  const json::Value* number(const json::Value& value);
  std::uint64_t count(const json::Value& value);
  bool boolean(const json::Value& value);
  std::string_view text(const json::Value& value);
  std::vector<std::string_view> texts(const json::Value& value);
  TypeSet types(const json::Value& value);
  Pattern pattern(std::string_view expression);

  /// Goes one step down the document and calls `function` there.
  template <class Function>
  auto at(std::string_view token, Function&& function) {
    const std::size_t size = enter(token);
    struct Back {
      Reader& reader;
      std::size_t size;
      ~Back() { reader.leave(size); }
    } const back{*this, size};
    return function();
  }

  /// Remembers the first thing wrong, here.
  void refuse(const Code& code, std::string_view why);
  [[nodiscard]] bool has_refused() const noexcept { return problem_.has_value(); }
  [[nodiscard]] bool is_root_keyword() const noexcept { return depth_ == 1; }

  void name(std::string_view id) noexcept { id_ = id; }
  void refer(Node& from, std::string_view target) { references_.push_back({&from, target}); }
  void anchor(const Node& node, std::string_view name);

  [[nodiscard]] std::string_view id() const noexcept { return id_; }  ///< the root's $id, or empty
  [[nodiscard]] std::optional<Error>& problem() noexcept { return problem_; }
  [[nodiscard]] const std::vector<Reference>& references() const noexcept { return references_; }
  /// The schema that has this anchor, or null.
  [[nodiscard]] const Node* anchored(std::string_view name) const noexcept;

 private:
  std::size_t enter(std::string_view token);
  void leave(std::size_t size) noexcept;
  void refuse_kind(std::string_view expected, const json::Value& found);

  Compiled& into_;
  std::string_view subject_;
  std::string place_;  // JSON pointer of what is being read
  std::size_t depth_ = 0;
  std::size_t keywords_ = 0;
  std::size_t instructions_ = 0;  // of patterns
  std::optional<Error> problem_;
  std::string_view id_;
  std::vector<Reference> references_;
  std::vector<std::pair<std::string_view, const Node*>> anchors_;
};

}  // namespace muster::schema

#endif
