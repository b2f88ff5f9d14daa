// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_FAULTS_FAULTS_H
#define MUSTER_TESTS_FAULTS_FAULTS_H

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::test {

/// A bad file that somebody drops into a folder of plugins, and how the host must refuse it.
struct Fault {
  std::string_view row;  ///< "FILE-01", of the list of faults
  std::string_view name;
  std::function<void(const std::string& path)> make;  ///< puts it at `path`, which is free
  std::string_view expected_code;
  std::string_view expected_text;   ///< part of the message, which names what it is
  std::string expected_place = {};  ///< what follows the path in the subject: ": agent 2"
};

/// The faults of one row: FILE-01, FILE-03, FILE-06 (links), LINK-01, LINK-02 (what is refused), CODE-04
/// (but for what hangs), META-01.
[[nodiscard]] std::vector<Fault> faults_of(std::string_view row);

}  // namespace muster::test

#endif
