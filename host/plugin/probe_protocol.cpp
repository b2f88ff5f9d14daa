// SPDX-License-Identifier: Apache-2.0
#include "plugin/probe_protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <stdexcept>
#include <utility>

#include "base/codes.h"
#include "base/json.h"
#include "base/text.h"
#include "plugin/build.h"
#include "plugin/codes.h"
#include "schema/codes.h"

namespace muster::plugin {
namespace {

using Outcome = Probed::Outcome;

constexpr std::size_t kMessageBytesMax = 4096;
// What is written of an answer, for a worker must have room for it; and what is read of one, for a
// library may have scribbled over it.
constexpr std::size_t kErrorsMax = 64;
constexpr std::size_t kAgentsMax = 10'000;

constexpr std::array kOutcomes{std::pair{Outcome::passed, "passed"},
                               std::pair{Outcome::refused, "refused"},
                               std::pair{Outcome::dangerous, "dangerous"}};

// Texts that each end in NUL: a path may hold any other byte.
class Texts {
 public:
  explicit Texts(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  std::optional<std::string> next() {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    std::string text(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return text;
  }

 private:
  std::string_view rest_;
};

std::optional<std::int64_t> number_in(const std::optional<std::string>& text) {
  std::int64_t number = 0;
  if (!text) return std::nullopt;
  const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (problem != std::errc{} || end != text->data() + text->size()) return std::nullopt;
  return number;
}

std::string cut(const std::string& text) {
  std::string shown = escaped(text);
  if (shown.size() <= kMessageBytesMax) return shown;
  shown.resize(kMessageBytesMax);
  if (const auto broken = find_not_utf8(shown)) shown.resize(*broken);
  return shown + "...";
}

const Code* code_named(std::string_view name) {
  const auto find_in = [name](const auto& table) -> const Code* {
    for (const Code& code : table) {
      if (code.code == name) return &code;
    }
    return nullptr;
  };
  // Those of the modules that the helper is made of.
  if (const Code* const found = find_in(codes::all)) return found;
  if (const Code* const found = find_in(schema::codes::all)) return found;
  return find_in(muster::codes::all);
}

json::Array errors_array(const std::vector<Error>& errors) {
  json::Array array;
  for (const Error& error : std::span(errors).first(std::min(errors.size(), kErrorsMax))) {
    array.push_back(json::Object{{"code", error.code},
                                 {"subject", escaped(error.subject)},
                                 {"message", cut(error.message)},
                                 {"hint", cut(error.hint)}});
  }
  return array;
}

// These throw where a line is of another form.
std::span<const json::Value> items_at(const json::Value& object, std::string_view key,
                                      std::size_t most) {
  const json::Array& items = object.at(key).as_array();
  return {items.data(), std::min(items.size(), most)};
}

std::string text_at(const json::Value& object, std::string_view key) {
  return std::string(object.at(key).as_string());
}

std::vector<Error> errors_at(const json::Value& object, std::string_view key) {
  std::vector<Error> errors;
  for (const json::Value& item : items_at(object, key, kErrorsMax)) {
    const Code* const code = code_named(text_at(item, "code"));
    if (code == nullptr) throw std::out_of_range("no such code");
    errors.push_back(
        error(*code, text_at(item, "subject"), text_at(item, "message"), text_at(item, "hint")));
  }
  return errors;
}

Outcome outcome_at(const json::Value& object) {
  const std::string name = text_at(object, "outcome");
  for (const auto& [outcome, known] : kOutcomes) {
    if (name == known) return outcome;
  }
  return Outcome::not_probed;
}

ProbeAnswer answer_in(const json::Value& line) {
  ProbeAnswer answer{.number = json::Value(line.at("library")).to_number<std::size_t>(),
                     .probed = {.outcome = outcome_at(line),
                                .problems = errors_at(line, "problems"),
                                .warnings = errors_at(line, "warnings"),
                                .agents = {}}};
  for (const json::Value& slug : items_at(line, "agents", kAgentsMax)) {
    answer.probed.agents.emplace_back(slug.as_string());
  }
  // Whoever is told of a library that has not passed looks at its first problem.
  if ((answer.probed.outcome == Outcome::passed) != answer.probed.problems.empty()) {
    throw std::invalid_argument("the outcome and the problems contradict each other");
  }
  return answer;
}

}  // namespace

std::chrono::milliseconds opening_limit(const ProbeRequest& request) {
  constexpr int kAgentsInFull = 32;
  return kAgentsInFull * request.open_patience;
}

std::string encode(const ProbeRequest& request) {
  std::string text;
  const auto add = [&text](std::string_view next) { (text += next) += '\0'; };
  add(fmt::to_string(request.patience.count()));
  add(fmt::to_string(static_cast<int>(request.opening)));
  add(fmt::to_string(request.open_patience.count()));
  for (const ProbeTask& task : request.tasks) {
    add(task.copy);
    add(task.subject);
    add(task.may_change ? "1" : "0");
  }
  return text;
}

std::optional<ProbeRequest> decode_request(std::string_view text) {
  Texts texts(text);
  const auto patience = number_in(texts.next());
  const auto opening = number_in(texts.next());
  const auto open_patience = number_in(texts.next());
  if (!patience || !opening || !open_patience) return std::nullopt;
  ProbeRequest request{.patience = std::chrono::milliseconds(*patience),
                       .opening = static_cast<Prober::Opening>(*opening),
                       .open_patience = std::chrono::milliseconds(*open_patience),
                       .tasks = {}};
  while (!texts.is_at_end()) {
    auto copy = texts.next();
    auto subject = texts.next();
    const auto may_change = number_in(texts.next());
    if (!may_change) return std::nullopt;
    request.tasks.push_back({std::move(*copy), std::move(*subject), *may_change != 0});
  }
  return request;
}

std::string probe_greeting() { return fmt::format("muster-probe {}", build_id()); }

std::string encode(const ProbeAnswer& answer) {
  std::string_view outcome = "not_probed";
  for (const auto& [known, name] : kOutcomes) {
    if (answer.probed.outcome == known) outcome = name;
  }
  return json::write(json::Object{
      {"library", answer.number},
      {"outcome", outcome},
      {"problems", errors_array(answer.probed.problems)},
      {"warnings", errors_array(answer.probed.warnings)},
      {"agents", json::Array(answer.probed.agents.begin(), answer.probed.agents.end())}});
}

std::optional<ProbeAnswer> decode_answer(std::string_view line) {
  const auto value = json::parse(line, "answer", {.bytes = line.size()});
  if (!value) return std::nullopt;
  try {
    return answer_in(*value);
  } catch (const std::exception&) {  // Boost.JSON's: a member is missing, or of another type
    return std::nullopt;
  }
}

}  // namespace muster::plugin
