// SPDX-License-Identifier: Apache-2.0
#include "plugin/foreign.h"

#include <exception>
#include <typeinfo>

namespace muster::plugin {

std::string describe_exception() {
  try {
    throw;
  } catch (const std::exception& exception) {
    return exception.what();
  } catch (...) {
    const std::type_info* const type = abi::__cxa_current_exception_type();
    return type == nullptr ? "a foreign exception" : std::string("of type ") + type->name();
  }
}

}  // namespace muster::plugin
