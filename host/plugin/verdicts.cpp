// SPDX-License-Identifier: Apache-2.0
#include "plugin/verdicts.h"

#include <fmt/format.h>
#include <muster/abi.h>

#include <algorithm>
#include <functional>

#include "base/codes.h"
#include "base/file.h"
#include "base/json.h"
#include "base/shell_word.h"
#include "base/text.h"
#include "plugin/codes.h"

namespace muster::plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr std::size_t kFileBytesMax = std::size_t{64} << 20;  // what the bounds below come to
constexpr std::size_t kPathBytesMax = 4096;
constexpr std::size_t kMessageBytesMax = 4096;
constexpr std::size_t kHintBytesMax = 1024;
constexpr std::size_t kHashPrefixMin = 8;
// The first line says so. The first format had no such line, and no configurations. What is added
// can be passed over by an older host; a change of meaning needs another name of the file.
constexpr int kFormat = 2;
// The clock counts in finer steps, and so ends sooner.
constexpr auto kTimeMax = std::chrono::floor<milliseconds>(system_clock::duration::max());

// Another build may probe otherwise, but what took a host down, or held it up, is never tried out
// again unasked.
bool counts_for_every_build(std::string_view code) {
  return code == codes::load_ended_host.code || code == codes::load_stuck.code;
}

// What a library printed may be part of a text.
std::string bounded(std::string_view text, std::size_t max_bytes) {
  return std::string(utf8_prefix(escaped(text), max_bytes));
}

Quarantine bounded(const Quarantine& given) {
  const std::string path = bounded(given.path, kPathBytesMax);
  return {given.hash, path,
          Error{given.problem.kind,
                given.problem.code,
                path,
                bounded(given.problem.message, kMessageBytesMax),
                bounded(given.problem.hint, kHintBytesMax),
                {}},
          std::chrono::floor<milliseconds>(given.since), given.given};
}

std::optional<std::string> text_in(const json::Object& line, std::string_view key) {
  const auto found = line.find(key);
  if (found == line.end() || !found->value().is_string()) return std::nullopt;
  return std::string(found->value().get_string());
}

std::string pass_line(const Sha256& hash, std::string_view judge) {
  return json::write(json::Object{{"sha256", hash.hex()}, {"passed_by", judge}});
}

std::string quarantine_line(const Quarantine& quarantine, std::string_view judge) {
  const auto since = quarantine.since.time_since_epoch();
  json::Object line{{"sha256", quarantine.hash.hex()},
                    {"quarantined_by", judge},
                    {"path", quarantine.path},
                    {"code", quarantine.problem.code},
                    {"message", quarantine.problem.message},
                    {"hint", quarantine.problem.hint},
                    {"since_ms", std::chrono::duration_cast<milliseconds>(since).count()}};
  if (!quarantine.given.agent.empty()) {
    line["agent"] = quarantine.given.agent;
    line["configuration"] = quarantine.given.hash.hex();
  }
  return json::write(line);
}

// Nothing: the line is damaged, or names a code that this host does not have.
std::optional<Quarantine> quarantine_in(const Sha256& hash, const json::Object& line) {
  const auto path = text_in(line, "path");
  const auto name = text_in(line, "code");
  const auto message = text_in(line, "message");
  const auto hint = text_in(line, "hint");
  const auto since = line.find("since_ms");
  if (!path || !name || !message || !hint || since == line.end() || !since->value().is_int64()) {
    return std::nullopt;
  }
  const auto code = std::ranges::find(codes::all, std::string_view(*name), &Code::code);
  if (code == codes::all.end()) return std::nullopt;
  const milliseconds moment(since->value().get_int64());
  if (moment > kTimeMax || moment < -kTimeMax) return std::nullopt;
  const system_clock::time_point at(moment);
  Quarantine quarantine{hash, *path, error(*code, *path, *message, *hint), at};
  const auto configuration = Sha256::from_hex(text_in(line, "configuration").value_or(""));
  if (configuration) quarantine.given = {text_in(line, "agent").value_or(""), *configuration};
  return bounded(quarantine);
}

}  // namespace

Error problem_of(Error problem, const std::string& path) {
  problem.subject = path;
  if (problem.hint.ends_with("muster plugins retry")) problem.hint += ' ' + shell_word(path);
  return problem;
}

Result<std::unique_ptr<Verdicts>> Verdicts::open(const std::string& file, std::string_view build) {
  // Not make_unique: it cannot reach the constructor.
  std::unique_ptr<Verdicts> verdicts(new Verdicts(
      file, fmt::format("{} abi {}.{}", escaped(build), MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR)));
  if (file.empty()) return verdicts;
  const auto content = read_file(file, kFileBytesMax, escaped(file));
  if (content) {
    verdicts->read(content->bytes);
  } else if (content.error().code != muster::codes::file_missing.code) {
    return tl::unexpected(error(codes::state_unusable, escaped(file), content.error().message));
  }
  return verdicts;
}

void Verdicts::read(std::string_view lines) {
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const auto parsed = json::parse(lines.substr(0, end), "line");
    lines.remove_prefix(std::min(end + 1, lines.size()));
    const json::Object* const line = parsed ? parsed->if_object() : nullptr;
    if (line == nullptr) continue;
    const auto hash = Sha256::from_hex(text_in(*line, "sha256").value_or(""));
    if (!hash) continue;
    if (text_in(*line, "passed_by") == judge_) {
      pass(*hash);
    } else if (const auto judge = text_in(*line, "quarantined_by")) {
      auto known = quarantine_in(*hash, *line);
      if (known && (judge == judge_ || counts_for_every_build(known->problem.code))) {
        quarantine(std::move(*known));
      }
    }
  }
  is_changed_ = false;
}

bool Verdicts::has_passed(const Sha256& hash) const {
  const std::lock_guard lock(mutex_);
  return passed_.contains(hash);
}

std::optional<Quarantine> Verdicts::quarantine_of(const Sha256& hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = quarantined_.find(hash);
  return found != quarantined_.end() ? std::optional(found->second) : std::nullopt;
}

std::vector<Quarantine> Verdicts::quarantined() const {
  std::vector<Quarantine> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [hash, quarantine] : quarantined_) all.push_back(quarantine);
  }
  std::ranges::stable_sort(all, {}, &Quarantine::path);
  return all;
}

void Verdicts::pass(const Sha256& hash) {
  const std::lock_guard lock(mutex_);
  if (quarantined_.contains(hash) || !passed_.insert(hash).second) return;
  passed_in_turn_.push_back(hash);
  is_changed_ = true;
  if (passed_.size() <= kPassesMax) return;
  passed_.erase(passed_in_turn_.front());
  passed_in_turn_.pop_front();
}

void Verdicts::quarantine(Quarantine given) {
  const std::lock_guard lock(mutex_);
  const Sha256 hash = given.hash;
  quarantined_.insert_or_assign(hash, bounded(given));
  if (passed_.erase(hash) > 0) std::erase(passed_in_turn_, hash);
  is_changed_ = true;
  if (quarantined_.size() <= kQuarantinesMax) return;
  quarantined_.erase(std::ranges::min_element(
      quarantined_, {}, [](const auto& entry) { return entry.second.since; }));
}

std::vector<Quarantine> Verdicts::retry(std::string_view which) {
  const std::string path = escaped(which);
  const auto is_meant = [&](const Quarantine& quarantine) {
    return quarantine.path == path ||
           (which.size() >= kHashPrefixMin && quarantine.hash.hex().starts_with(which));
  };
  std::vector<Quarantine> lifted = quarantined();
  std::erase_if(lifted, std::not_fn(is_meant));
  const std::lock_guard lock(mutex_);
  for (const Quarantine& quarantine : lifted) quarantined_.erase(quarantine.hash);
  is_changed_ = is_changed_ || !lifted.empty();
  return lifted;
}

std::string Verdicts::lines() const {
  std::string text = json::write(json::Object{{"format", kFormat}}) + '\n';
  for (const auto& [hash, quarantine] : quarantined_) {
    text += quarantine_line(quarantine, judge_) + '\n';
  }
  for (const Sha256& hash : passed_in_turn_) text += pass_line(hash, judge_) + '\n';
  return text;
}

Result<void> Verdicts::save() {
  if (file_.empty()) return {};
  const std::lock_guard only_writer(saving_);
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    if (!is_changed_) return {};
    is_changed_ = false;
    text = lines();
  }
  // A cache: what a power cut takes from it costs another probe, not a sync at each reload.
  const auto written = replace_file(file_, text, escaped(file_));
  if (written) return {};
  const std::lock_guard lock(mutex_);
  is_changed_ = true;
  return tl::unexpected(error(codes::state_unusable, escaped(file_), written.error().message));
}

}  // namespace muster::plugin
