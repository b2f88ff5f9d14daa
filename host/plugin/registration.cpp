// SPDX-License-Identifier: Apache-2.0
#include "plugin/registration.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "plugin/codes.h"
#include "plugin/foreign.h"
#include "plugin/read_descriptor.h"

namespace muster::plugin {
namespace {

using Agents = std::vector<std::unique_ptr<Agent>>;

const std::string& slug_of(const std::unique_ptr<Agent>& agent) { return agent->descriptor.slug; }

// What a plugin adds while its `register` runs. Nothing of it is visible to anybody before take().
class StagingArea {
 public:
  explicit StagingArea(std::string_view subject) : subject_(subject) {}

  muster_registrar registrar() {
    return {.struct_size = sizeof(muster_registrar),
            .abi_major = MUSTER_ABI_MAJOR,
            .abi_minor = MUSTER_ABI_MINOR,
            .reserved = 0,
            .context = this,
            .add = [](void* area, const muster_agent_descriptor* agent) -> int32_t {
              return guarded(area, [agent](StagingArea& self) { return self.add(agent); });
            },
            .version = [](void* area, muster_text version) -> int32_t {
              return guarded(area, [&version](StagingArea& self) { return self.version(version); });
            }};
  }

  // The first rule that was broken, whatever the plugin made of it.
  std::optional<Error> problem() const {
    if (out_of_memory_) {
      return error(codes::register_failed, subject_, "the host ran out of memory");
    }
    return problem_;
  }

  Result<Agents> take() {
    if (agents_.empty()) {
      return tl::unexpected(
          error(codes::register_nothing, subject_, "its `register` added no agent"));
    }
    std::ranges::sort(agents_, {}, slug_of);
    const auto twin = std::ranges::adjacent_find(agents_, {}, slug_of);
    if (twin != agents_.end()) {
      return tl::unexpected(error(codes::register_duplicate_slug,
                                  fmt::format("{}: {}", subject_, slug_of(*twin)),
                                  "the library adds two agents of this slug"));
    }
    for (const auto& agent : agents_) {
      if (agent->descriptor.version.empty()) agent->descriptor.version = version_;
    }
    return std::move(agents_);
  }

 private:
  // No exception of ours may cross the plugin's frames.
  template <class Function>
  static int32_t guarded(void* area, Function&& function) noexcept {
    auto& self = *static_cast<StagingArea*>(area);
    try {
      return function(self);
    } catch (...) {
      self.out_of_memory_ = true;
      return MUSTER_FAILED;
    }
  }

  int32_t add(const muster_agent_descriptor* given) {
    if (problem_) return MUSTER_INVALID;
    if (agents_.size() == MUSTER_AGENTS_PER_LIBRARY_MAX) {
      return refuse(error(codes::register_too_many, subject_,
                          fmt::format("adds more than {} agents", MUSTER_AGENTS_PER_LIBRARY_MAX)));
    }
    auto agent = read_descriptor(given, subject_, agents_.size() + 1);
    if (!agent) return refuse(std::move(agent.error()));
    agents_.push_back(std::move(*agent));
    return MUSTER_OK;
  }

  int32_t version(const muster_text& given) {
    if (problem_) return MUSTER_INVALID;
    if (const auto why = why_bad_text(given, MUSTER_VERSION_BYTES_MAX)) {
      return refuse(error(codes::register_bad_field, subject_, "version of the plugin: " + *why));
    }
    version_ = as_view(given);
    return MUSTER_OK;
  }

  int32_t refuse(Error error) {
    problem_ = std::move(error);
    return MUSTER_INVALID;
  }

  std::string subject_;
  Agents agents_;
  std::string version_;
  std::optional<Error> problem_;
  bool out_of_memory_ = false;
};

}  // namespace

Result<Agents> collect(Register* entry, std::string_view subject) {
  StagingArea area(subject);
  const muster_registrar registrar = area.registrar();
  int32_t status = MUSTER_FAILED;
  const auto thrown = catch_foreign([&] { status = entry(&registrar); });
  if (auto problem = area.problem()) return tl::unexpected(std::move(*problem));
  if (thrown) {
    return tl::unexpected(error(codes::register_threw, std::string(subject),
                                "its `register` threw: " + escaped(*thrown)));
  }
  if (status != MUSTER_OK) {
    return tl::unexpected(error(codes::register_failed, std::string(subject),
                                fmt::format("its `register` returned {}", status)));
  }
  return area.take();
}

bool is_slug(std::string_view text) noexcept {
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= MUSTER_SLUG_BYTES_MAX && is_alphanumeric(text.front()) &&
         std::ranges::all_of(
             text, [&](char c) { return is_alphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace muster::plugin
