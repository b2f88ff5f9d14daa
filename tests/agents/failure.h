// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_AGENTS_FAILURE_H
#define MUSTER_TESTS_AGENTS_FAILURE_H

#include <muster/failure.hpp>
#include <string>

namespace muster::test {

/// "CODE: message" of the failure that `work` ends in.
template <class Work>
std::string failure_of(Work work) {
  try {
    work();
  } catch (const Failure& failure) {
    return failure.code() + ": " + failure.what();
  }
  return "no failure";
}

/// The code alone.
template <class Work>
std::string code_of(Work work) {
  const std::string failure = failure_of(work);
  return failure.substr(0, failure.find(':'));
}

}  // namespace muster::test

#endif
