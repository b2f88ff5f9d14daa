// SPDX-License-Identifier: Apache-2.0
#include "serve/remote_errors.h"

#include <array>

namespace muster::serve {
namespace {

std::string text(const json::Object& object, std::string_view key) {
  const json::Value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Kind kind_named(std::string_view name) noexcept {
  constexpr std::array kinds{Kind::invalid,  Kind::not_found,   Kind::denied,
                             Kind::conflict, Kind::unavailable, Kind::overloaded,
                             Kind::timeout,  Kind::cancelled,   Kind::failed};
  for (const Kind kind : kinds) {
    if (name_of(kind) == name) return kind;
  }
  return Kind::failed;
}

}  // namespace

Error RemoteErrors::read(const json::Object& object) {
  return {
      .kind = kind_named(text(object, "kind")),
      .code = *codes_.insert(text(object, "code")).first,
      .subject = text(object, "subject"),
      .message = text(object, "message"),
      .hint = text(object, "hint"),
      .agent_code = text(object, "agent_code"),
  };
}

}  // namespace muster::serve
