// SPDX-License-Identifier: Apache-2.0
#include "plugin/foreign.h"

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

namespace muster::plugin {
namespace {

std::string name_of(const std::type_info& type) {
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, nullptr), &std::free);
  return name ? name.get() : type.name();
}

}  // namespace

std::string describe_exception() {
  try {
    throw;
  } catch (const std::exception& exception) {
    if (const char* const text = exception.what(); text != nullptr) return text;
    return "an exception of type " + name_of(typeid(exception)) + " that says nothing";
  } catch (...) {
    const std::type_info* const type = abi::__cxa_current_exception_type();
    return type == nullptr ? "a foreign exception" : "an exception of type " + name_of(*type);
  }
}

// To catch abi::__forced_unwind would not do: there is no object that a reference could be bound
// to.
HangAtThreadEnd::~HangAtThreadEnd() {
  if (has_returned_ || std::uncaught_exceptions() > uncaught_) return;
  for (;;) ::pause();
}

}  // namespace muster::plugin
