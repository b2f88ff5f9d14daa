// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <muster/host.h>
using namespace std::chrono_literals;

int main() {
  muster::Host host{{.plugins = {"plugins"}, .skills = {"skills"}}};
  const auto first = host.start();  // scan, load, publish; never refuses the good for the bad
  for (const auto& problem : first.problems()) std::cerr << problem << '\n';

  const auto reply = host.call("digest", R"({"text":"abc"})", muster::in(2s));
  std::cout << (reply ? reply->text() : reply.error().message) << '\n';

  return host.reload().outcome() == muster::Outcome::rejected;  // the old table is still there
}
