// SPDX-License-Identifier: Apache-2.0
#include "schema/equal.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "schema/number.h"
#include "schema/type.h"

namespace muster::schema {
namespace {

// The finalizer of splitmix64: each bit of the input changes about half of the output's.
constexpr std::uint64_t mixed(std::uint64_t bits) noexcept {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

std::uint64_t hash(std::string_view text) noexcept { return std::hash<std::string_view>{}(text); }

// Equal values have equal hashes; steps that are spent make it any number.
std::uint64_t hash(const json::Value& value, Steps& steps) noexcept {
  if (!steps.take()) return 0;
  const TypeSet type = type_of(value);
  std::uint64_t bits = type;
  switch (type) {
    case kBoolean:
      bits += value.get_bool() ? 1 : 0;
      break;
    case kInteger:
    case kFraction: {
      // By all of its 64 bits: integers beyond 2^53 are not doubles.
      const Number number = number_of(value);
      constexpr Number limit = 18446744073709551616.0L;  // 2^64
      const Number magnitude = number < 0 ? -number : number;
      bits += type == kInteger && magnitude < limit
                  ? static_cast<std::uint64_t>(magnitude)
                  : std::hash<double>{}(static_cast<double>(magnitude));
      break;
    }
    case kString:
      bits += hash(value.get_string());
      break;
    case kArray:
      for (const json::Value& item : value.get_array()) bits = mixed(bits) + hash(item, steps);
      break;
    case kObject:
      for (const auto& member : value.get_object()) {  // a sum, for the order does not matter
        bits += mixed(hash(member.key()) + mixed(hash(member.value(), steps)));
      }
      break;
    default:
      break;
  }
  return mixed(bits);
}

}  // namespace

bool equal(const json::Value& a, const json::Value& b) noexcept {
  const TypeSet type = type_of(a);
  if (type != type_of(b)) return false;
  switch (type) {
    case kNull:
      return true;
    case kBoolean:
      return a.get_bool() == b.get_bool();
    case kString:
      return a.get_string() == b.get_string();
    case kArray:
      return std::ranges::equal(a.get_array(), b.get_array(), equal);
    case kObject: {
      const json::Object& others = b.get_object();
      return a.get_object().size() == others.size() &&
             std::ranges::all_of(a.get_object(), [&others](const auto& member) {
               const json::Value* const other = others.if_contains(member.key());
               return other != nullptr && equal(member.value(), *other);
             });
    }
    default:
      return number_of(a) == number_of(b);
  }
}

std::optional<std::pair<std::size_t, std::size_t>> find_equal(const json::Array& items,
                                                              Steps& steps) {
  struct Hashed {
    std::uint64_t hash;
    std::size_t index;
  };
  std::vector<Hashed> order;
  order.reserve(items.size());
  for (const json::Value& item : items) order.push_back({hash(item, steps), order.size()});
  std::ranges::sort(order, {}, [](const Hashed& item) { return std::pair(item.hash, item.index); });
  for (auto first = order.begin(); first != order.end(); ++first) {
    for (auto other = first + 1; other != order.end() && other->hash == first->hash; ++other) {
      if (!steps.take()) return std::nullopt;
      if (equal(items[first->index], items[other->index])) return {{first->index, other->index}};
    }
  }
  return std::nullopt;
}

}  // namespace muster::schema
