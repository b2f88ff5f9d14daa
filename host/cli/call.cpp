// SPDX-License-Identifier: Apache-2.0
#include "cli/call.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "base/text.h"
#include "cli/codes.h"
#include "cli/read_json.h"
#include "serve/target.h"

namespace muster::cli {
namespace {

constexpr std::size_t kMaxInputBytes = std::size_t{1} << 20;  // what a host takes

Result<std::string> read_some(std::istream& in, const std::string& subject) {
  std::string text(kMaxInputBytes + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) {
    return tl::unexpected(error(codes::input_unreadable, escaped(subject), "cannot be read"));
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

std::string target(const CallOptions& options) {
  const std::string path = "/v1/agents/" + serve::encode_segment(options.slug) + "/call";
  return options.key.empty() ? path : path + "?key=" + serve::encode_segment(options.key);
}

// The text of the blocks; what has no text is named, so that nothing vanishes.
std::string result_text(const json::Value& result) {
  std::string text;
  for (const json::Value& block : items_at(result, "content")) {
    if (!text.empty()) text += '\n';
    text += value_at(block, "text").is_string()
                ? text_at(block, "text")
                : "[" + text_at(block, "type") + " " + text_at(block, "mimeType") + "; see --json]";
  }
  return text;
}

Error failure(const std::string& slug, const json::Value& result, Peer& host) {
  Error error = host.error_in(result.get_object());
  error.kind = Kind::failed;
  error.subject = slug;
  error.message = result_text(result);
  return error;
}

}  // namespace

Result<std::string> read_input(const std::string& argument, std::istream& in) {
  if (argument == "-") return read_some(in, "standard input");
  if (!argument.starts_with('@')) return argument;
  const std::string file = argument.substr(1);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    return tl::unexpected(
        error(codes::input_unreadable, escaped(file), std::generic_category().message(errno)));
  }
  return read_some(stream, file);
}

Result<ExitStatus> run_call(const CallOptions& options, std::istream& in, Peer& host,
                            Output& output) {
  auto input = read_input(options.input, in);
  if (!input) return tl::unexpected(std::move(input.error()));
  const auto result = host.post(target(options), std::move(*input), options.timeout);
  if (!result) return tl::unexpected(result.error());
  if (output.json) output.write(*result);
  const json::Value& is_error = value_at(*result, "is_error");
  if (is_error.is_bool() && is_error.get_bool()) {
    return tl::unexpected(failure(options.slug, *result, host));
  }
  if (!output.json) output.out << result_text(*result) << '\n';
  return ExitStatus::done;
}

}  // namespace muster::cli
