// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_ENTRY_HPP
#define MUSTER_ENTRY_HPP

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <muster/abi.h>
#include <muster/call.hpp>
#include <muster/json/text.hpp>
#include <muster/options.hpp>
#include <muster/schema.hpp>

namespace muster::sdk {

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

/// The functions of an agent, as the host calls them. Null: it has no such function.
struct Functions {
  decltype(muster_agent_descriptor::open) open;
  decltype(muster_agent_descriptor::call) call;
  decltype(muster_agent_descriptor::close) close;
  decltype(muster_agent_descriptor::start) start = nullptr;  ///< with it: keyed
  decltype(muster_agent_descriptor::save) save = nullptr;
  decltype(muster_agent_descriptor::restore) restore = nullptr;
  decltype(muster_agent_descriptor::stop) stop = nullptr;
};

/// One agent of this library, in the list that `register` reads. Constructed by the dynamic linker,
/// so it allocates nothing and runs nothing of the author's.
class AgentEntry {
 public:
  using Options = AgentOptions();
  using Body = Reply(Call&);

  /// `body`: of MUSTER_AGENT, else null.
  AgentEntry(const char* slug, const char* description, Options* options,
             const Functions& functions, Body* body = nullptr) noexcept
      : slug_(slug),
        description_(description),
        options_(options),
        functions_(functions),
        body_(body),
        next_(first_) {
    first_ = this;
  }
  AgentEntry(const AgentEntry&) = delete;
  AgentEntry& operator=(const AgentEntry&) = delete;

  /// Adds every agent of the library, sorted by slug: the list's order depends on the linker. All
  /// of them, whatever is wrong with one: the host names everything at once.
  [[gnu::cold]] static std::int32_t add_all(const muster_registrar& registrar) {
    std::vector<const AgentEntry*> entries;
    for (const AgentEntry* entry = first_; entry != nullptr; entry = entry->next_) {
      entries.push_back(entry);
    }
    std::qsort(entries.data(), entries.size(), sizeof(const AgentEntry*), &compare);
    std::int32_t status = MUSTER_OK;
    for (const AgentEntry* entry : entries) {
      if (const auto refused = entry->add(registrar); refused != MUSTER_OK) status = refused;
    }
    return status;
  }

  [[nodiscard]] AgentOptions read_options() const { return options_(); }
  Reply run_body(Call& call) const { return body_(call); }

 private:
  static int compare(const void* left, const void* right) noexcept {
    return (*static_cast<const AgentEntry* const*>(left))
        ->slug_.compare((*static_cast<const AgentEntry* const*>(right))->slug_);
  }

  [[gnu::cold]] std::int32_t add(const muster_registrar& registrar) const {
    const AgentOptions options = options_();
    const std::string input = object_schema(options.input);
    const std::string output = object_schema(options.output);
    const std::string config = object_schema(options.config);
    std::vector<muster_text> tags;
    for (const std::string& tag : options.tags) tags.push_back(view(tag));

    muster_agent_descriptor agent{};
    agent.struct_size = sizeof agent;
    agent.flags = flags_of(options) | (functions_.start == nullptr ? 0 : MUSTER_AGENT_KEYED);
    agent.slug = view(slug_);
    agent.title = view(options.title);
    agent.description = view(description_);
    agent.version = view(options.version);
    agent.tags = tags.data();
    agent.tag_count = static_cast<std::uint32_t>(tags.size());
    agent.state_version = options.state_version;
    agent.input_schema = view(input);
    agent.output_schema = view(output);
    agent.config_schema = view(config);
    agent.replaced_by = view(options.replaced_by);
    agent.deadline_ms = static_cast<std::uint64_t>(options.deadline.milliseconds());
    agent.max_result_bytes = options.max_result_bytes;
    agent.max_concurrent = options.max_concurrent;
    agent.user = const_cast<AgentEntry*>(this);
    agent.open = functions_.open;
    agent.call = functions_.call;
    agent.close = functions_.close;
    agent.start = functions_.start;
    agent.save = functions_.save;
    agent.restore = functions_.restore;
    agent.stop = functions_.stop;
    return registrar.add(registrar.context, &agent);
  }

  std::string_view slug_;
  std::string_view description_;
  Options* options_;
  Functions functions_;
  Body* body_;
  const AgentEntry* next_;

  // Hidden, or the libraries of one process would share it: one list for each library.
  __attribute__((visibility("hidden"))) static inline const AgentEntry* first_ = nullptr;
};

}  // namespace muster::sdk

#endif
