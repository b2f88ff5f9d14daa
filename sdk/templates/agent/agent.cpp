#include <muster/agent.hpp>

MUSTER_AGENT("@NAME@", "Greets somebody by name.",
             .input = {muster::text("name", "whom to greet")}) {
  return call.text("Hello, " + call.arg<std::string>("name") + "!");
}
