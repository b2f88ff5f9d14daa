// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_AGENT_HPP
#define MUSTER_AGENT_HPP

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <muster/abi.h>
#include <muster/call.hpp>
#include <muster/input.hpp>

/// The SDK for authors of agents in C++20. One line and a body make an agent:
///
///   MUSTER_AGENT("echo", "Repeats its text.", .input = {muster::text("text")}) {
///     return call.text(call.arg<std::string_view>("text"));
///   }
///
/// A library may hold any number of agents in any number of source files.
namespace muster {

/// What an agent may say of itself. Name them in this order: MUSTER_AGENT("a", "Does.", .title =
/// "A").
struct AgentOptions {
  std::vector<Input> input = {};  ///< none: any JSON object, read by call.input()
  std::string title = {};         ///< for people; the slug if empty
  std::string version = {};
  std::vector<std::string> tags = {};
  bool concurrent = false;   ///< the body may run on many threads at once
  bool idempotent = false;   ///< a second call with the same input changes nothing more
  bool read_only = false;    ///< changes nothing outside itself
  bool destructive = false;  ///< may delete or overwrite what cannot be had back
  bool open_world = false;   ///< reaches beyond this machine
  bool deprecated = false;
  std::string replaced_by = {};           ///< with deprecated: a slug
  std::chrono::milliseconds deadline{0};  ///< 0: the host's default
};

namespace sdk {

/// [a-z0-9][a-z0-9._-]{0,63}
template <std::size_t N>
[[nodiscard]] consteval bool is_slug(const char (&text)[N]) {
  if (N < 2 || N - 1 > MUSTER_SLUG_BYTES_MAX) return false;
  for (std::size_t i = 0; i + 1 < N; ++i) {
    const char c = text[i];
    const bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!is_alphanumeric && (i == 0 || (c != '.' && c != '_' && c != '-'))) return false;
  }
  return true;
}

/// One agent of this library, in the list that `register` reads. Constructed by the dynamic linker,
/// so it allocates nothing and runs nothing of the author's.
class AgentEntry {
 public:
  using Options = AgentOptions();
  using Body = Reply(Call&);

  AgentEntry(const char* slug, const char* description, Options* options, Body* body) noexcept
      : slug_(slug), description_(description), options_(options), body_(body), next_(first_) {
    first_ = this;
  }
  AgentEntry(const AgentEntry&) = delete;
  AgentEntry& operator=(const AgentEntry&) = delete;

  /// Adds every agent of the library, sorted by slug: the list's order depends on the linker. All
  /// of them, whatever is wrong with one: the host names everything at once.
  static std::int32_t add_all(const muster_registrar& registrar) {
    std::vector<const AgentEntry*> entries;
    for (const AgentEntry* entry = first_; entry != nullptr; entry = entry->next_) {
      entries.push_back(entry);
    }
    std::ranges::sort(entries, {}, [](const AgentEntry* entry) { return entry->slug_; });
    std::int32_t status = MUSTER_OK;
    for (const AgentEntry* entry : entries) {
      if (const auto refused = entry->add(registrar); refused != MUSTER_OK) status = refused;
    }
    return status;
  }

 private:
  struct Opened {
    const AgentEntry& entry;
    const muster_host& host;
    const muster_json_api& json;
    std::vector<Input> inputs;
  };

  std::int32_t add(const muster_registrar& registrar) const {
    const AgentOptions options = options_();
    const std::string schema = input_schema(options.input);
    std::vector<muster_text> tags;
    for (const std::string& tag : options.tags) tags.push_back(view(tag));

    muster_agent_descriptor agent{};
    agent.struct_size = sizeof agent;
    agent.flags = flags(options);
    agent.slug = view(slug_);
    agent.title = view(options.title);
    agent.description = view(description_);
    agent.version = view(options.version);
    agent.tags = tags.data();
    agent.tag_count = static_cast<std::uint32_t>(tags.size());
    agent.input_schema = view(schema);
    agent.replaced_by = view(options.replaced_by);
    agent.deadline_ms = static_cast<std::uint64_t>(options.deadline.count());
    agent.user = const_cast<AgentEntry*>(this);
    agent.open = &open;
    agent.call = &call;
    agent.close = &close;
    return registrar.add(registrar.context, &agent);
  }

  static std::uint32_t flags(const AgentOptions& options) noexcept {
    return (options.concurrent ? MUSTER_AGENT_CONCURRENT : 0) |
           (options.idempotent ? MUSTER_AGENT_IDEMPOTENT : 0) |
           (options.read_only ? MUSTER_AGENT_READ_ONLY : 0) |
           (options.destructive ? MUSTER_AGENT_DESTRUCTIVE : 0) |
           (options.open_world ? MUSTER_AGENT_OPEN_WORLD : 0) |
           (options.deprecated ? MUSTER_AGENT_DEPRECATED : 0);
  }

  static std::int32_t open(const muster_open* open, void** self) noexcept try {
    const auto& entry = *static_cast<const AgentEntry*>(open->user);
    const auto* const json = static_cast<const muster_json_api*>(
        open->host->extension(open->host->context, view(MUSTER_JSON_ID)));
    if (json == nullptr || json->struct_size < sizeof(muster_json_api)) {
      open->fail(open->context, view("this host does not have " MUSTER_JSON_ID));
      return MUSTER_NOT_FOUND;
    }
    auto opened =
        std::make_unique<Opened>(Opened{entry, *open->host, *json, entry.options_().input});
    *self = opened.release();  // close() takes it back
    return MUSTER_OK;
  } catch (...) {
    return MUSTER_FAILED;
  }

  static std::int32_t call(void* self, const muster_call* raw) noexcept {
    const auto& opened = *static_cast<const Opened*>(self);
    Call call(opened.host, opened.json, *raw, opened.inputs);
    try {
      return answer(call, *opened.entry.body_);
    } catch (...) {  // out of memory while saying what was thrown
      return MUSTER_FAILED;
    }
  }

  static std::int32_t answer(Call& call, Body& body) {
    try {
      call.check_arguments();
      return body(call).status();
    } catch (const Failure& failure) {
      return call.fail(failure.code(), failure.what()).status();
    } catch (const std::exception& exception) {
      return call.fail("agent.threw", std::string("agent threw: ") + exception.what()).status();
    } catch (...) {
      return call.fail("agent.threw", "agent threw something that is no std::exception").status();
    }
  }

  static void close(void* self) noexcept { std::unique_ptr<Opened>(static_cast<Opened*>(self)); }

  std::string_view slug_;
  std::string_view description_;
  Options* options_;
  Body* body_;
  const AgentEntry* next_;

  // Hidden, or the libraries of one process would share it: one list for each library.
  __attribute__((visibility("hidden"))) static inline const AgentEntry* first_ = nullptr;
};

}  // namespace sdk
}  // namespace muster

MUSTER_NOTE(MUSTER_JSON_ID);

/// Weak: every source file with agents defines it, the linker keeps one.
extern "C" __attribute__((weak)) std::int32_t muster_register(const muster_registrar* registrar) {
  try {
    return ::muster::sdk::AgentEntry::add_all(*registrar);
  } catch (...) {
    return MUSTER_FAILED;
  }
}

/// MUSTER_AGENT("slug", "Description.", options...) { the body: use `call`, return a Reply }
///
/// Slug and description are string literals; the options are those of AgentOptions, by name.
#define MUSTER_AGENT(...) MUSTER_AGENT_NUMBERED_(__COUNTER__, __VA_ARGS__, )
#define MUSTER_AGENT_NUMBERED_(number, ...) MUSTER_AGENT_DEFINE_(number, __VA_ARGS__)
// The options end in the comma that MUSTER_AGENT adds, so that there may be none of them.
#define MUSTER_AGENT_DEFINE_(number, slug, description, ...)                               \
  static_assert(::muster::sdk::is_slug(slug),                                              \
                "a slug is 1 to 64 of a-z 0-9 . _ - and begins with a letter or a digit"); \
  static_assert(                                                                           \
      sizeof(description) > 1 && sizeof(description) - 1 <= MUSTER_DESCRIPTION_BYTES_MAX,  \
      "a description says what the agent does, in 1 to 4096 bytes");                       \
  static ::muster::AgentOptions muster_options_##number() { return {__VA_ARGS__}; }        \
  static ::muster::Reply muster_body_##number(::muster::Call& call);                       \
  static const ::muster::sdk::AgentEntry muster_agent_##number(                            \
      slug, description, &muster_options_##number, &muster_body_##number);                 \
  static ::muster::Reply muster_body_##number([[maybe_unused]] ::muster::Call& call)

#endif
