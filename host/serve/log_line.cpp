// SPDX-License-Identifier: Apache-2.0
#include "serve/log_line.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/timestamp.h"

namespace muster::serve {
namespace {

std::string_view name_of(Event::Level level) noexcept {
  switch (level) {
    case Event::Level::debug:
      return "debug";
    case Event::Level::info:
      return "info";
    case Event::Level::warning:
      return "warning";
    case Event::Level::error:
      return "error";
  }
  return "error";
}

// A value of logfmt: quoted where a reader would split it.
std::string in_quotes(std::string_view text) {
  std::string plain = escaped(text);
  if (!plain.empty() && plain.find_first_of(" =\"\\") == std::string::npos) return plain;
  std::string value = "\"";
  for (const char c : plain) {
    if (c == '"' || c == '\\') value += '\\';
    value += c;
  }
  return value + '"';
}

std::string text_line(const Event& event, const std::string& at) {
  std::string line =
      fmt::format("{} {:<7} {}: {}", at, name_of(event.level), event.name, escaped(event.message));
  for (const auto& [key, value] : event.fields)
    line += fmt::format(" {}={}", key, in_quotes(value));
  return line;
}

std::string logfmt_line(const Event& event, const std::string& at) {
  std::string line = fmt::format("at={} level={} event={} message={}", at, name_of(event.level),
                                 event.name, in_quotes(event.message));
  for (const auto& [key, value] : event.fields)
    line += fmt::format(" {}={}", key, in_quotes(value));
  return line;
}

std::string json_line(const Event& event, const std::string& at) {
  json::Object object{{"at", at},
                      {"level", name_of(event.level)},
                      {"event", event.name},
                      {"message", escaped(event.message)}};
  for (const auto& [key, value] : event.fields) object[key] = escaped(value);
  return json::write(object);
}

}  // namespace

std::string log_line(const Event& event, LogFormat format,
                     std::chrono::system_clock::time_point at) {
  const std::string stamp = timestamp(at);
  switch (format) {
    case LogFormat::text:
      return text_line(event, stamp);
    case LogFormat::logfmt:
      return logfmt_line(event, stamp);
    case LogFormat::json:
      return json_line(event, stamp);
  }
  return {};
}

}  // namespace muster::serve
