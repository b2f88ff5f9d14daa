// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_CONTEXT_HPP
#define MUSTER_CONTEXT_HPP

#include <string>
#include <string_view>
#include <vector>

#include <muster/abi.h>
#include <muster/failure.hpp>
#include <muster/json/view.hpp>
#include <muster/log.hpp>
#include <muster/members.hpp>
#include <muster/services.hpp>

namespace muster::sdk {

/// What a Call and an Open have in common: arguments and settings by name, and the log.
///
/// A T is bool, any integer, double, std::string, std::string_view, muster::Json, or a std::vector
/// or std::optional of these. What is missing, of another type, does not fit T, or was declared
/// otherwise is a muster::Failure that names it.
class Context {
 public:
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// The argument of this name. Left out by the caller: the fallback it was declared with, nothing
  /// for a std::optional.
  template <Readable T>
  [[nodiscard]] T arg(std::string_view name) {
    return Members(arguments(), fields_).template read<T>(name);
  }
  /// The same, or `fallback` when the caller left it out.
  template <class T>
  requires Readable<ReadAs<T>>
  [[nodiscard]] ReadAs<T> arg(std::string_view name, const T& fallback) {
    return Members(arguments(), fields_).read(name, fallback);
  }
  /// All of them: an object, unless the agent declares no input and its caller is not checked.
  [[nodiscard]] Json arguments(const Words& words = kInputWords) {
    if (root_ == nullptr && call_ != nullptr &&
        services_.json->root(services_.json->context, call_->token, &root_) != MUSTER_OK) {
      trouble_.raise(concat({words.member, ".not_json"}), concat({words.whole, " is not JSON"}));
    }
    return {{services_.json, root_, &words, &trouble_}, root_};
  }

  /// A setting of the agent's configuration, in the same way.
  template <Readable T>
  [[nodiscard]] T config(std::string_view name) {
    return Members(config_json(), &services_.config).template read<T>(name);
  }
  template <class T>
  requires Readable<ReadAs<T>>
  [[nodiscard]] ReadAs<T> config(std::string_view name, const T& fallback) {
    return Members(config_json(), &services_.config).read(name, fallback);
  }
  [[nodiscard]] Json config_json() noexcept {
    return {{services_.json, services_.configuration, &kConfigurationWords, &trouble_},
            services_.configuration};
  }

  /// The key of a keyed agent's instance, else empty.
  [[nodiscard]] std::string_view key() const noexcept {
    return call_ == nullptr ? std::string_view() : view(call_->key);
  }

  /// For whoever calls the agent: what went wrong, where exceptions are off.
  [[nodiscard]] const Trouble& trouble() const noexcept { return trouble_; }

 protected:
  /// `call`: null where there is none. `fields`: null where the arguments have no declaration.
  Context(const Services& services, const muster_call* call,
          const std::vector<Field>* fields) noexcept
      : services_(services), call_(call), fields_(fields) {}
  ~Context() = default;

  const Services& services_;
  const muster_call* call_;
  Trouble trouble_;

 private:
  const std::vector<Field>* fields_;
  muster_json root_ = nullptr;  // asked for once
};

}  // namespace muster::sdk

#endif
