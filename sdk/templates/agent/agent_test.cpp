#include <muster/testing.hpp>

int main() {
  muster::testing::Plugin plugin(MUSTER_PLUGIN);  // loaded the way a host loads it
  muster::testing::Checks checks;

  checks.equal(plugin.call("@NAME@", R"({"name": "Ada"})").text, "Hello, Ada!");
  checks.equal(plugin.call("@NAME@", "{}").code, "call.invalid_input");

  return checks.exit_status();  // 0, or 1 if a check failed; each that did was printed
}
