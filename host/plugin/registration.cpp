// SPDX-License-Identifier: Apache-2.0
#include "plugin/registration.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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

  // An exception of `register`, or what it returned.
  void end(const std::optional<std::string>& thrown, int32_t status) {
    if (thrown) {
      refuse(error(codes::register_threw, subject_, "its `register` threw: " + escaped(*thrown)));
    } else if (status != MUSTER_OK && is_good()) {  // else it passed on what `add` returned
      refuse(error(codes::register_failed, subject_,
                   fmt::format("its `register` returned {}", status)));
    }
  }

  tl::expected<Agents, std::vector<Error>> take() {
    std::ranges::sort(agents_, {}, slug_of);
    refuse_twins();
    if (added_ == 0 && is_good()) {
      refuse(error(codes::register_nothing, subject_, "its `register` added no agent"));
    }
    if (!is_good()) return tl::unexpected(listed_problems());
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
    if (added_ == MUSTER_AGENTS_PER_LIBRARY_MAX) {
      too_many_ = true;
      return MUSTER_TOO_LARGE;
    }
    auto agent = read_descriptor(given, subject_, ++added_);
    if (!agent) {
      for (Error& problem : agent.error()) refuse(std::move(problem));
      return MUSTER_INVALID;
    }
    agents_.push_back(std::move(*agent));
    return MUSTER_OK;
  }

  int32_t version(const muster_text& given) {
    if (const auto why = why_bad_text(given, MUSTER_VERSION_BYTES_MAX)) {
      refuse(error(codes::register_bad_field, subject_, "version of the plugin: " + *why));
      return MUSTER_INVALID;
    }
    version_ = as_view(given);
    return MUSTER_OK;
  }

  void refuse(Error problem) {
    if (problems_.size() < kRegistrationProblemsMax) {
      problems_.push_back(std::move(problem));
    } else {
      ++unlisted_;
    }
  }

  void refuse_twins() {
    auto twin = agents_.begin();
    while ((twin = std::ranges::adjacent_find(twin, agents_.end(), {}, slug_of)) != agents_.end()) {
      const std::string& slug = slug_of(*twin);
      refuse(error(codes::register_duplicate_slug, fmt::format("{}: {}", subject_, slug),
                   "the library adds two agents of this slug"));
      twin = std::ranges::find_if(twin, agents_.end(),
                                  [&slug](const auto& agent) { return slug_of(agent) != slug; });
    }
  }

  bool is_good() const { return problems_.empty() && !too_many_ && !out_of_memory_; }

  // What stopped the host from looking further comes first.
  std::vector<Error> listed_problems() {
    std::vector<Error> all;
    if (out_of_memory_) {
      all.push_back(
          error(codes::register_failed, subject_, "the host ran out of memory", "try again"));
    }
    if (too_many_) {
      all.push_back(error(codes::register_too_many, subject_,
                          fmt::format("adds more than {} agents", MUSTER_AGENTS_PER_LIBRARY_MAX)));
    }
    std::ranges::move(problems_, std::back_inserter(all));
    if (unlisted_ > 0) {
      all.push_back(error(codes::register_more, subject_, fmt::format("{} more", unlisted_)));
    }
    return all;
  }

  std::string subject_;
  Agents agents_;          // the good ones
  std::size_t added_ = 0;  // and the others
  std::string version_;
  std::vector<Error> problems_;
  std::size_t unlisted_ = 0;
  bool too_many_ = false;
  bool out_of_memory_ = false;
};

}  // namespace

tl::expected<Agents, std::vector<Error>> collect(Register* entry, std::string_view subject) {
  StagingArea area(subject);
  const muster_registrar registrar = area.registrar();
  int32_t status = MUSTER_FAILED;
  const auto thrown = catch_foreign_on_own_thread([&] { status = entry(&registrar); });
  area.end(thrown, status);
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
