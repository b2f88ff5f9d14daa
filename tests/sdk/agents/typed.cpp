// SPDX-License-Identifier: Apache-2.0
#include <muster/agent.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace std::string_view_literals;

MUSTER_AGENT("types", "Takes one of each type.",
             .input = {muster::boolean("flag"), muster::number("ratio").above(0).max(1),
                       muster::one_of("unit", {"m", "ft"}), muster::array("tags", muster::text()),
                       muster::object("point", {muster::integer("x"), muster::integer("y")}),
                       muster::integer("limit").optional(), muster::any("extra").optional()}) {
  const auto point = call.arg<muster::Json>("point");
  const auto limit = call.arg<std::optional<int>>("limit");
  std::string all;
  for (const auto tag : call.arg<std::vector<std::string_view>>("tags")) all.append(tag) += ';';
  return call.json({{"flag", call.arg<bool>("flag")},
                    {"ratio", call.arg<double>("ratio")},
                    {"unit", call.arg<std::string_view>("unit")},
                    {"tags", all},
                    {"sum", point.get<int>("x") + point.get<int>("y")},
                    {"limit", limit},
                    {"extra", call.arg("extra", muster::Json())}});
}

MUSTER_AGENT("fallbacks", "Has a fallback of each type.",
             .input = {muster::text("text").fallback("a \"b\""),
                       muster::integer("integer").fallback(-3),
                       muster::number("number").fallback(0.1),
                       muster::boolean("boolean").fallback(true)}) {
  return call.json({{"text", call.arg<std::string>("text")},
                    {"integer", call.arg<std::int8_t>("integer")},
                    {"number", call.arg<float>("number") > 0.05F},
                    {"boolean", call.arg<bool>("boolean")},
                    {"optional", call.arg<std::optional<int>>("integer")}});
}

MUSTER_AGENT("narrow", "Reads its fallback as a type that it does not fit.",
             .input = {muster::integer("byte").fallback(300)}) {
  return call.text(std::to_string(call.arg<std::uint8_t>("byte")));
}

MUSTER_AGENT("numbers", "Adds numbers that nobody declared.") {
  std::int64_t sum = 0;
  for (const auto n : call.arg<std::vector<std::int16_t>>("numbers")) sum += n;
  return call.json(sum);
}

MUSTER_AGENT("deep", "Reads deep in its input.") {
  const auto rows = call.arg<muster::Json>("rows");
  return call.text(rows.at(1).get("cells").at(0).get<std::string>("name"));
}

MUSTER_AGENT("keys", "Walks over its input.") {
  const auto input = call.arguments();
  std::string all;
  for (std::size_t i = 0; i < input.size(); ++i) all.append(input.key(i)) += '=';
  for (const auto value : input) all += value.is_array() ? 'a' : 'v';
  return call.text(all + (input.has("a") ? "+" : "-"));
}

MUSTER_AGENT("nested", "Writes nested JSON.") {
  const std::vector<std::string> names{"x", "y"};
  const std::map<std::string, std::vector<int>> table{{"odd", {1, 3}}, {"none", {}}};
  return call.json({{"list", {1, "two", nullptr, {true, 0.5}}},
                    {"one", {1}},
                    {"empty", {}},
                    {"object", muster::object({{"a", 1}, {"b", muster::object({})}})},
                    {"names", names},
                    {"table", table},
                    {"none", std::optional<int>()},
                    {"some", std::optional<int>(7)},
                    {"rows", muster::each(names,
                                          [](const std::string& name, muster::JsonWriter& out) {
                                            out.object({{"name", name}, {"size", name.size()}});
                                          })},
                    {"copy", call.arguments()}});
}

MUSTER_AGENT("list", "Writes an array.") { return call.json({{1, 2}, {"a", "b"}, {}}); }

MUSTER_AGENT("not-a-number", "Writes what is no number.") { return call.json({{"n", 0.0 / 0.0}}); }

MUSTER_AGENT("blocks", "Writes a block of each kind.") {
  call.image("image/png", "\x89PNG\0"sv);
  call.audio("audio/wav", "RIFF");
  call.resource("file:///a.txt", "a", "text/plain");
  call.json_text(R"({"a":[1]})");
  return call.text("done");
}

MUSTER_AGENT("answers", "Declares what it answers.", .input = {muster::boolean("right")},
             .output = {muster::integer("value")}, .max_result_bytes = 100, .max_concurrent = 2) {
  if (call.arg<bool>("right")) return call.json({{"value", 1}});
  return call.json({{"value", "one"}});
}

MUSTER_AGENT("configured", "Says how it is configured.",
             .config = {muster::integer("step").fallback(2).min(1),
                        muster::text("name").optional()}) {
  return call.json({{"step", call.config<int>("step")},
                    {"name", call.config("name", "nobody")},
                    {"all", call.config_json()}});
}

class Prefix {
 public:
  explicit Prefix(muster::Open& open) : prefix_(open.config("prefix", "> ")) {
    if (prefix_ == "throw") open.fail("bad_prefix", "the prefix is a bad one");
  }
  muster::Reply call(muster::Call& call) {
    ++calls_;
    return call.text(prefix_ + std::to_string(calls_) + call.arg<std::string>("text"));
  }

 private:
  std::string prefix_;
  int calls_ = 0;
};
MUSTER_AGENT_CLASS("prefix", Prefix, "Puts a prefix before a text.",
                   .input = {muster::text("text")}, .config = {muster::text("prefix").optional()});

struct Bare {
  muster::Reply call(muster::Call& call) { return call.text("bare"); }
};
MUSTER_AGENT_CLASS("bare", Bare, "Takes no Open and no options.");
