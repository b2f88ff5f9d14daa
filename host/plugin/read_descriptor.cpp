// SPDX-License-Identifier: Apache-2.0
#include "plugin/read_descriptor.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/registration.h"

namespace muster::plugin {
namespace {

constexpr std::size_t kSmallest =
    offsetof(muster_agent_descriptor, call) + sizeof(muster_agent_descriptor::call);
constexpr std::size_t kPointer = sizeof(void*);
constexpr std::size_t kLargest = 4096;  // no later minor comes near it: the size is garbage

// Copies fields, and notes each that breaks a rule.
class Fields {
 public:
  Fields(std::string_view subject, std::size_t ordinal)
      : file_(subject), subject_(fmt::format("{}: agent {}", subject, ordinal)) {}

  std::vector<Error>& problems() { return problems_; }

  void refuse(const Code& code, std::string_view field, std::string_view why) {
    problems_.push_back(error(code, subject_, fmt::format("{}: {}", field, why)));
  }
  void refuse(std::string_view field, std::string_view why) {
    refuse(codes::register_bad_field, field, why);
  }

  // Nothing if the text breaks a rule, which is noted.
  std::optional<std::string> checked(std::string_view field, const muster_text& given,
                                     std::size_t limit, bool multiline = false) {
    if (const auto why = why_bad_text(given, limit, multiline)) {
      refuse(field, *why);
      return std::nullopt;
    }
    return std::string(as_view(given));
  }

  std::string text(std::string_view field, const muster_text& given, std::size_t limit) {
    return checked(field, given, limit).value_or("");
  }

  std::string required(std::string_view field, const muster_text& given, std::size_t limit,
                       bool multiline = false) {
    const auto text = checked(field, given, limit, multiline);
    if (text && text->empty()) refuse(field, "empty");
    return text.value_or("");
  }

  std::string slug(std::string_view field, const muster_text& given) {
    const auto slug = checked(field, given, MUSTER_SLUG_BYTES_MAX);
    if (slug && is_slug(*slug)) return *slug;
    if (slug) refuse(field, fmt::format("\"{}\" is not [a-z0-9][a-z0-9._-]{{0,63}}", *slug));
    return {};
  }

  // The agent's own: from here on errors name it by this instead of its place.
  std::string own_slug(const muster_text& given) {
    std::string own = slug("slug", given);
    if (!own.empty()) subject_ = fmt::format("{}: {}", file_, own);
    return own;
  }

  std::string schema(std::string_view field, const muster_text& given,
                     std::optional<schema::Schema>& into) {
    auto text = checked(field, given, MUSTER_SCHEMA_BYTES_MAX, true);
    if (!text || text->empty()) return {};
    auto compiled = schema::Schema::compile(*text, subject_);
    if (!compiled) {
      Error& problem = problems_.emplace_back(std::move(compiled.error()));
      problem.message = fmt::format("{}: {}", field, problem.message);
    } else if ((*text)[text->find_first_not_of(" \t\n")] != '{') {
      refuse(codes::register_bad_schema, field, "a boolean; clients expect an object");
    } else {
      into = std::move(*compiled);
    }
    return std::move(*text);
  }

  std::vector<std::string> tags(const muster_text* given, std::uint32_t count) {
    std::vector<std::string> tags;
    if (count > MUSTER_TAGS_MAX) {
      refuse("tags", fmt::format("{} of them; the limit is {}", count, MUSTER_TAGS_MAX));
    } else if (count > 0 && given == nullptr) {
      refuse("tags", fmt::format("NULL, with a count of {}", count));
    } else {
      for (std::uint32_t i = 0; i < count; ++i) {
        tags.push_back(required(fmt::format("tags[{}]", i), given[i], MUSTER_TAG_BYTES_MAX));
      }
    }
    return tags;
  }

 private:
  std::string_view file_;
  std::string subject_;
  std::vector<Error> problems_;
};

void read_flags(std::uint32_t flags, AgentDescriptor& into, Fields& fields) {
  if (const std::uint32_t unknown = flags & ~MUSTER_AGENT_FLAGS_KNOWN; unknown != 0) {
    fields.refuse("flags", fmt::format("{:#x} is not known to this host", unknown));
  }
  const auto has = [flags](std::uint32_t flag) { return (flags & flag) != 0; };
  into.concurrent = has(MUSTER_AGENT_CONCURRENT);
  into.keyed = has(MUSTER_AGENT_KEYED);
  into.streams = has(MUSTER_AGENT_STREAMS);
  into.idempotent = has(MUSTER_AGENT_IDEMPOTENT);
  into.read_only = has(MUSTER_AGENT_READ_ONLY);
  into.destructive = has(MUSTER_AGENT_DESTRUCTIVE);
  into.open_world = has(MUSTER_AGENT_OPEN_WORLD);
  into.deprecated = has(MUSTER_AGENT_DEPRECATED);
}

// The functions of instances, whole for a keyed agent and none for another.
void read_instances(const muster_agent_descriptor& known, Agent& into, Fields& fields) {
  const bool keyed = into.descriptor.keyed;
  const auto check = [&](std::string_view name, bool is_given, bool is_required) {
    if (is_given && !keyed) fields.refuse(name, "given, but the agent is not keyed");
    if (!is_given && keyed && is_required) fields.refuse(name, "NULL, but the agent is keyed");
  };
  check("start", known.start != nullptr, true);
  check("save", known.save != nullptr, false);
  check("restore", known.restore != nullptr, false);
  check("stop", known.stop != nullptr, true);
  if (keyed && known.save == nullptr && known.restore != nullptr) {
    fields.refuse("save", "NULL, but restore is given");
  }
  if (keyed && known.save != nullptr && known.restore == nullptr) {
    fields.refuse("restore", "NULL, but save is given");
  }
  if (known.state_version != 0 && known.save == nullptr) {
    fields.refuse("state_version", fmt::format("{}, but save is NULL", known.state_version));
  }
  into.descriptor.state_version = known.state_version;
  into.start = known.start;
  into.save = known.save;
  into.restore = known.restore;
  into.stop = known.stop;
}

}  // namespace

std::optional<std::string> why_bad_text(const muster_text& text, std::size_t limit,
                                        bool multiline) {
  if (text.size > limit) return fmt::format("{} bytes; the limit is {}", text.size, limit);
  if (text.data == nullptr && text.size > 0) {
    return fmt::format("NULL, with a size of {}", text.size);
  }
  const std::string_view bytes = as_view(text);
  if (const auto at = find_not_utf8(bytes)) return fmt::format("not UTF-8 at byte {}", *at);
  const auto control = std::ranges::find_if(bytes, [multiline](char c) {
    if (multiline && (c == '\n' || c == '\t')) return false;
    return static_cast<unsigned char>(c) < ' ' || c == 0x7f;
  });
  if (control != bytes.end()) {
    return fmt::format("a control character at byte {}", control - bytes.begin());
  }
  return std::nullopt;
}

tl::expected<std::unique_ptr<Agent>, std::vector<Error>> read_descriptor(
    const muster_agent_descriptor* given, std::string_view subject, std::size_t ordinal) {
  Fields fields(subject, ordinal);
  if (given == nullptr) {
    fields.refuse("descriptor", "NULL");
    return tl::unexpected(std::move(fields.problems()));
  }
  if (given->struct_size < kSmallest || given->struct_size > kLargest) {
    fields.refuse("struct_size",
                  fmt::format("{}; this host's is {}", given->struct_size, sizeof *given));
    return tl::unexpected(std::move(fields.problems()));
  }
  // What the plugin's struct does not reach is zero; what it has beyond ours does not exist. All
  // that it may not reach are pointers: one that its size cuts through is zero as well.
  muster_agent_descriptor known{};
  static_assert(kSmallest % kPointer == 0);
  std::memcpy(&known, given,
              std::min<std::size_t>(given->struct_size / kPointer * kPointer, sizeof known));

  auto agent = std::make_unique<Agent>();
  AgentDescriptor& descriptor = agent->descriptor;
  descriptor.slug = fields.own_slug(known.slug);
  read_flags(known.flags, descriptor, fields);
  descriptor.title = fields.text("title", known.title, MUSTER_TITLE_BYTES_MAX);
  descriptor.description =
      fields.required("description", known.description, MUSTER_DESCRIPTION_BYTES_MAX, true);
  descriptor.version = fields.text("version", known.version, MUSTER_VERSION_BYTES_MAX);
  descriptor.tags = fields.tags(known.tags, known.tag_count);
  descriptor.input_schema = fields.schema("input_schema", known.input_schema, agent->input_schema);
  descriptor.output_schema =
      fields.schema("output_schema", known.output_schema, agent->output_schema);
  descriptor.config_schema =
      fields.schema("config_schema", known.config_schema, agent->config_schema);
  if (known.replaced_by.size > 0) {
    descriptor.replaced_by = fields.slug("replaced_by", known.replaced_by);
  }
  descriptor.deadline_ms = known.deadline_ms;
  if (known.deadline_ms > MUSTER_DEADLINE_MS_MAX) {
    fields.refuse("deadline_ms",
                  fmt::format("{}; the limit is {}", known.deadline_ms, MUSTER_DEADLINE_MS_MAX));
  }
  descriptor.max_result_bytes = known.max_result_bytes;
  descriptor.max_concurrent = known.max_concurrent;
  if (known.call == nullptr) fields.refuse("call", "NULL");
  read_instances(known, *agent, fields);
  if (!fields.problems().empty()) return tl::unexpected(std::move(fields.problems()));

  agent->user = known.user;
  agent->open = known.open;
  agent->call = known.call;
  agent->close = known.close;
  return agent;
}

}  // namespace muster::plugin
