// SPDX-License-Identifier: Apache-2.0
// What hostile.c cannot do, being C.
#include <stdexcept>

extern "C" void throw_exception() { throw std::runtime_error("thrown on purpose"); }
extern "C" void throw_number() { throw 42; }
