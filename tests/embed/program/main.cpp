// SPDX-License-Identifier: Apache-2.0
#include <muster/host.h>
#include <iostream>
using namespace std::chrono_literals;

int main() {
  muster::Host host{{.plugins = {"plugins"}, .skills = {"skills"}}};
  const auto first = host.start();  // scan, load, publish; never refuses the good for the bad
  for (const auto& problem : first.problems()) std::cerr << problem << '\n';

  const auto reply = host.call("digest", R"({"text":"abc"})", muster::in(2s));  // checked
  std::cout << (reply ? reply->text() : reply.error().message) << '\n';

  host.add("greet", "Greets.", [](muster::Call& call) { return call.text("hello"); });
  auto echo = host.handle("echo");  // a name that keeps working across reloads
  std::string out;                  // used again: no allocation a call
  for (std::string line; std::getline(std::cin, line); out.clear())
    if (echo.call(line, out)) std::cout << out << '\n';         // unchecked bytes, nanoseconds
  return host.reload().outcome() == muster::Outcome::rejected;  // the old table is still there
}
