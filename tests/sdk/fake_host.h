// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_TESTS_SDK_FAKE_HOST_H
#define MUSTER_TESTS_SDK_FAKE_HOST_H

#include <dlfcn.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <muster/abi.h>
#include "base/json.h"
#include "plugin/agent.h"
#include "plugin/call_pool.h"

/// The answer that agents of a FakeHost get when they ask.
struct muster_answer_record {
  std::int32_t status = MUSTER_OK;
  std::string text;
  muster::json::Value json;  ///< null: none
  std::string code;
  std::string message;
};

namespace muster::test {

/// What came of one function of an agent.
struct Ran {
  std::int32_t status = MUSTER_FAILED;
  std::string bytes;  ///< of its last block
  std::string code;   ///< of its failure
  std::string message;
};

/// A host that calls the C functions of a library itself and notes what the library asks of it:
/// calls and JSON are the real ones, the other extensions its own, or missing.
class FakeHost {
 public:
  explicit FakeHost(const std::string& library, bool has_extensions = true)
      : has_extensions_(has_extensions), library_(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    REQUIRE(library_ != nullptr);
    const muster_registrar registrar{
        sizeof(muster_registrar), MUSTER_ABI_MAJOR, MUSTER_ABI_MINOR, 0, this,
        &FakeHost::add,           nullptr};
    void* const entry = dlsym(library_, "register");
    REQUIRE(reinterpret_cast<decltype(&muster_register)>(entry)(&registrar) == MUSTER_OK);
  }
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;
  ~FakeHost() {
    for (auto& [slug, agent] : agents_) {
      if (agent.is_open) agent.functions.close(agent.self);
    }
    dlclose(library_);
  }

  [[nodiscard]] const muster_agent_descriptor& functions(std::string_view slug) {
    return agent(slug).functions;
  }

  /// Opens an agent, once; MUSTER_....
  std::int32_t open(std::string_view slug, std::string_view configuration = "{}") {
    Agent& opened = agent(slug);
    opened.configuration = *json::parse(configuration, "configuration");
    const muster_open raw{.struct_size = sizeof raw,
                          .reserved = 0,
                          .host = &host_,
                          .user = opened.functions.user,
                          .config = view(configuration),
                          .context = this,
                          .fail = [](void* self, muster_text message) -> std::int32_t {
                            static_cast<FakeHost*>(self)->open_failure = text(message);
                            return MUSTER_OK;
                          },
                          .configuration = reinterpret_cast<muster_json>(&opened.configuration),
                          .agent = kAgentSource};
    const auto status = opened.functions.open(&raw, &opened.self);
    opened.is_open = status == MUSTER_OK;
    return status;
  }

  /// Runs a function that gets `self` and a call: call, save, restore.
  template <class Function>
  Ran run(Function function, void* self, std::string_view input = "{}", std::uint32_t version = 0,
          std::int64_t deadline_ns = 0) {
    return within_call(input, "", version, deadline_ns,
                       [&](const muster_call& call) { return function(self, &call); });
  }

  Ran call(std::string_view slug, std::string_view input = "{}", std::int64_t deadline_ns = 0) {
    return run(agent(slug).functions.call, agent(slug).self, input, 0, deadline_ns);
  }

  /// Starts an instance of a keyed agent.
  Ran start(std::string_view slug, std::string_view key, void*& instance,
            std::string_view input = "{}") {
    const Agent& keyed = agent(slug);
    return within_call(input, key, 0, 0, [&](const muster_call& call) {
      return keyed.functions.start(keyed.self, &call, &instance);
    });
  }

  static constexpr std::uint64_t kAgentSource = 77;
  std::string open_failure;
  std::vector<std::string> logged;    ///< "LEVEL message", "@" before those outside of calls
  std::vector<std::string> progress;  ///< "done/total message"
  std::vector<std::string> asked;     ///< "agent/key input"
  std::int64_t asked_deadline_ns = 0;
  std::int32_t progress_status = MUSTER_OK;
  muster_answer_record answer;
  int unreleased = 0;  ///< answers

 private:
  struct Agent {
    muster_agent_descriptor functions;
    json::Value configuration;
    void* self = nullptr;
    bool is_open = false;
  };

  static muster_text view(std::string_view text) { return {text.data(), text.size()}; }
  static std::string text(muster_text text) { return {text.data, text.size}; }

  Agent& agent(std::string_view slug) {
    const auto found = agents_.find(slug);
    REQUIRE(found != agents_.end());
    return found->second;
  }

  static std::int32_t add(void* self, const muster_agent_descriptor* agent) {
    static_cast<FakeHost*>(self)->agents_[text(agent->slug)] = {*agent, {}};
    return MUSTER_OK;
  }

  template <class Run>
  Ran within_call(std::string_view input, std::string_view key, std::uint32_t version,
                  std::int64_t deadline_ns, Run run) {
    plugin::CallPool::Call call(pool_, none_, {.input = input, .key = key});
    muster_call raw{};
    raw.struct_size = sizeof raw;
    raw.token = call.token();
    raw.input = view(input);
    raw.key = view(key);
    raw.state_version = version;
    raw.deadline_ns = deadline_ns;
    Ran ran;
    ran.status = run(raw);
    const plugin::CallRecord& record = call.end();
    if (!record.blocks.view().empty()) ran.bytes = record.blocks.view().back().bytes;
    ran.code = record.failure_code;
    ran.message = record.failure_message;
    return ran;
  }

  static const void* extension(void* context, muster_text id);

  static std::int32_t log(void* self, std::uint64_t source, std::uint32_t level,
                          muster_text message) {
    static_cast<FakeHost*>(self)->logged.push_back(
        fmt::format("{}{} {}", source == kAgentSource ? "@" : "", level, text(message)));
    return MUSTER_OK;
  }

  static std::int32_t report(void* self, std::uint64_t, double done, double total,
                             muster_text message) {
    auto& host = *static_cast<FakeHost*>(self);
    host.progress.push_back(fmt::format("{}/{} {}", done, total, text(message)));
    return host.progress_status;
  }

  static std::int32_t ask(void* self, std::uint64_t, const muster_request* request,
                          muster_answer* out) {
    auto& host = *static_cast<FakeHost*>(self);
    host.asked.push_back(
        fmt::format("{}/{} {}", text(request->agent), text(request->key), text(request->input)));
    host.asked_deadline_ns = request->deadline_ns;
    if (host.answer.status != MUSTER_OK && host.answer.status != MUSTER_FAILED) {
      return host.answer.status;
    }
    ++host.unreleased;
    *out = &host.answer;
    return host.answer.status;
  }

  static std::int32_t block(muster_answer answer, std::uint64_t index, muster_block* out) {
    if (index > 1) return MUSTER_NOT_FOUND;
    out->type = index == 0 ? MUSTER_BLOCK_RESOURCE : MUSTER_BLOCK_TEXT;
    out->bytes = index == 0 ? view("not this") : view(answer->text);
    return MUSTER_OK;
  }

  static std::int32_t structured(muster_answer answer, muster_json* out) {
    if (answer->json.is_null()) return MUSTER_NOT_FOUND;
    *out = reinterpret_cast<muster_json>(&answer->json);
    return MUSTER_OK;
  }

  static std::int32_t error(muster_answer answer, muster_text* code, muster_text* message) {
    if (answer->status == MUSTER_OK) return MUSTER_NOT_FOUND;
    *code = view(answer->code);
    *message = view(answer->message);
    return MUSTER_OK;
  }

  bool has_extensions_;
  plugin::CallPool pool_;
  const plugin::Agent none_{};  ///< whom the pool takes all calls to be of
  void* library_;
  std::map<std::string, Agent, std::less<>> agents_;
  const muster_log_api log_{sizeof(muster_log_api), 0, this, &FakeHost::log};
  const muster_progress_api progress_{sizeof(muster_progress_api), 0, this, &FakeHost::report};
  const muster_call_api call_{
      .struct_size = sizeof(muster_call_api),
      .reserved = 0,
      .context = this,
      .call = &FakeHost::ask,
      .block_count = [](muster_answer) { return std::uint64_t{2}; },
      .block = &FakeHost::block,
      .json = &FakeHost::structured,
      .error = &FakeHost::error,
      .release = [](void* self, std::uint64_t,
                    muster_answer) { --static_cast<FakeHost*>(self)->unreleased; }};
  const muster_host host_{
      .struct_size = sizeof(muster_host),
      .abi_minor = MUSTER_ABI_MINOR,
      .context = this,
      .write = [](void* self, std::uint64_t token, const muster_block* block) -> std::int32_t {
        const auto& real = static_cast<FakeHost*>(self)->pool_.host();
        return real.write(real.context, token, block);
      },
      .fail = [](void* self, std::uint64_t token, muster_text code,
                 muster_text message) -> std::int32_t {
        const auto& real = static_cast<FakeHost*>(self)->pool_.host();
        return real.fail(real.context, token, code, message);
      },
      .check = [](void* self, std::uint64_t token) -> std::int32_t {
        const auto& real = static_cast<FakeHost*>(self)->pool_.host();
        return real.check(real.context, token);
      },
      .extension = &FakeHost::extension};
};

inline const void* FakeHost::extension(void* context, muster_text id) {
  const auto& host = *static_cast<FakeHost*>(context);
  if (text(id) == MUSTER_JSON_ID) return &host.pool_.json();
  if (!host.has_extensions_) return nullptr;
  if (text(id) == MUSTER_LOG_ID) return &host.log_;
  if (text(id) == MUSTER_PROGRESS_ID) return &host.progress_;
  if (text(id) == MUSTER_CALL_ID) return &host.call_;
  return nullptr;
}

}  // namespace muster::test

#endif
