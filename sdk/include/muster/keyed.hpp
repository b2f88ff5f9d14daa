// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_KEYED_HPP
#define MUSTER_KEYED_HPP

#include <cstdint>
#include <string_view>

#include <muster/abi.h>
#include <muster/call.hpp>
#include <muster/json/value.hpp>
#include <muster/json/view.hpp>
#include <muster/json/writer.hpp>
#include <muster/members.hpp>

namespace muster {

/// Takes the state of an instance, a JSON object: out.set("value", value_).
///
/// Lifetime: as long as save() runs.
class Saver {
 public:
  explicit Saver(JsonWriter& out) noexcept : out_(out) {}
  void set(std::string_view name, const Value& value) { out_.member(name, value); }

 private:
  JsonWriter& out_;
};

/// The state that an instance is to go on from.
///
/// Lifetime: as long as restore() runs.
/// Errors:   what is missing or of another type is a muster::Failure: there is no instance then,
/// and
///           the state is kept as it is.
class Saved {
 public:
  Saved(Call& call, std::uint32_t version)
      : json_(call.arguments(sdk::kStateWords)), version_(version) {}

  template <sdk::Readable T>
  [[nodiscard]] T get(std::string_view name) const {
    return sdk::Members(json_, nullptr).read<T>(name);
  }
  template <class T>
  requires sdk::Readable<sdk::ReadAs<T>>
  [[nodiscard]] sdk::ReadAs<T> get(std::string_view name, const T& fallback) const {
    return sdk::Members(json_, nullptr).read(name, fallback);
  }
  [[nodiscard]] const Json& json() const noexcept { return json_; }

  /// The .state_version of the agent that saved it.
  [[nodiscard]] std::uint32_t version() const noexcept { return version_; }

 private:
  Json json_;
  std::uint32_t version_;
};

}  // namespace muster

#endif
