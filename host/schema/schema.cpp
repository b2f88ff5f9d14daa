// SPDX-License-Identifier: Apache-2.0
#include "schema/schema.h"

#include <utility>

#include "schema/checker.h"
#include "schema/compile.h"
#include "schema/compiled.h"

namespace muster::schema {

Result<Schema> Schema::compile(std::string_view text, std::string_view subject) {
  return schema::compile(text, subject).map([](std::unique_ptr<const Compiled> compiled) {
    return Schema(std::move(compiled));
  });
}

Schema::Schema(std::unique_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

std::optional<Violation> Schema::check(const json::Value& instance) const {
  return Checker().run(*compiled_, instance);
}

}  // namespace muster::schema
