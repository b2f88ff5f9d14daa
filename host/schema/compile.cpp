// SPDX-License-Identifier: Apache-2.0
#include "schema/compile.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "base/codes.h"
#include "schema/codes.h"
#include "schema/reader.h"
#include "schema/references.h"
#include "schema/schema.h"

namespace muster::schema {
namespace {

Result<json::Value> parse(std::string_view text, std::string_view subject) {
  if (text.size() > kBytesMax) {
    return tl::unexpected(
        error(codes::too_large, std::string(subject),
              fmt::format("#: {} bytes; the limit is {}", text.size(), kBytesMax)));
  }
  // The reader's own limit is wider, so that too much nesting is mostly named by its pointer.
  auto document = json::parse(text, "");
  if (document) return document;
  const Error& problem = document.error();
  const std::string place = problem.subject.substr(1);
  if (problem.code == muster::codes::json_too_deep.code) {
    return tl::unexpected(error(codes::too_deep, std::string(subject),
                                fmt::format("{}: nested deeper than {} levels", place, kDepthMax)));
  }
  return tl::unexpected(
      error(codes::not_json, std::string(subject), fmt::format("{}: {}", place, problem.message)));
}

}  // namespace

Result<std::unique_ptr<const Compiled>> compile(std::string_view text, std::string_view subject) {
  auto document = parse(text, subject);
  if (!document) return tl::unexpected(std::move(document.error()));
  auto compiled = std::make_unique<Compiled>();
  compiled->document = std::move(*document);

  Reader reader(*compiled, subject);
  compiled->root = reader.schema(compiled->document);
  auto problem = std::move(reader.problem());
  if (!problem && !reader.references().empty()) {
    problem = resolve_references(*compiled, reader, subject);
    if (!problem) problem = refuse_endless(*compiled, subject);
  }
  if (problem) return tl::unexpected(std::move(*problem));
  return compiled;
}

}  // namespace muster::schema
