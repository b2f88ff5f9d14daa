// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_FORMS_HPP
#define MUSTER_FORMS_HPP

#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>

#include <muster/abi.h>
#include <muster/boundary.hpp>
#include <muster/call.hpp>
#include <muster/entry.hpp>
#include <muster/keyed.hpp>
#include <muster/open.hpp>
#include <muster/services.hpp>

/// The functions that a host calls, for each form of agent: a body, a class, a class with an
/// instance for each key.
namespace muster::sdk {

template <class T>
concept Calls = requires(T& agent, Call& call) {
  { agent.call(call) } -> std::same_as<Reply>;
};
template <class T>
concept Receives = requires(T& instance, Call& call) {
  { instance.receive(call) } -> std::same_as<Reply>;
};
template <class T>
concept Saves = requires(const T& instance, Saver& out) {
  instance.save(out);
};
template <class T>
concept Restores = requires(T& instance, const Saved& in) {
  instance.restore(in);
};
template <class T>
concept Opens = std::constructible_from<T, Open&> || std::default_initializable<T>;

/// An object of an author's class, made in place from an Open, if it wants one.
template <Opens Class>
class Held {
 public:
  void make(Open& open) {
    if constexpr (std::constructible_from<Class, Open&>) {
      object_.emplace(open);
    } else {
      object_.emplace();
    }
  }
  [[nodiscard]] Class& operator*() noexcept { return *object_; }

 private:
  std::optional<Class> object_;
};

/// Deletes what nobody has taken over: std::unique_ptr without <memory>, which takes long to
/// include.
template <class T>
class Owned {
 public:
  explicit Owned(T* object) noexcept : object_(object) {}
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { delete object_; }

  [[nodiscard]] T* operator->() const noexcept { return object_; }
  [[nodiscard]] T* release() noexcept { return std::exchange(object_, nullptr); }

 private:
  T* object_;
};

/// What an agent has from open to close.
struct Opened {
  [[gnu::cold]] explicit Opened(const muster_open& raw)
      : services(raw), entry(*static_cast<const AgentEntry*>(raw.user)) {
    AgentOptions options = entry.read_options();
    services.input = std::move(options.input);
    services.config = std::move(options.config);
  }

  Services services;
  const AgentEntry& entry;
};

template <class T>
[[gnu::cold]] std::int32_t open_as(const muster_open* raw, void** self) noexcept {
  return run(*raw, [raw, self] {
    Owned<T> opened(new T(*raw));
    if (opened->services.json == nullptr) {
      raw->fail(raw->context, view("this host does not have " MUSTER_JSON_ID));
      return MUSTER_NOT_FOUND;
    }
    if constexpr (requires { opened->object; }) {
      Open open(opened->services);
      opened->object.make(open);
      if (open.trouble().has_come()) {
        raw->fail(raw->context, view(open.trouble().message()));
        return MUSTER_FAILED;
      }
    }
    *self = opened.release();  // close takes it back
    return MUSTER_OK;
  });
}

template <class T>
[[gnu::cold]] void delete_as(void* self) noexcept {
  delete static_cast<T*>(self);
}

/// MUSTER_AGENT.
inline std::int32_t call_body(void* self, const muster_call* raw) noexcept {
  const auto& opened = *static_cast<const Opened*>(self);
  Call call(opened.services, *raw);
  return run(call, MUSTER_FAILED, [&] { return opened.entry.run_body(call).status(); });
}

inline constexpr Functions kBodyFunctions{
    .open = &open_as<Opened>, .call = &call_body, .close = &delete_as<Opened>};

/// MUSTER_AGENT_CLASS.
template <class Class>
struct ClassAgent : Opened {
  using Opened::Opened;
  Held<Class> object = {};

  static std::int32_t call(void* self, const muster_call* raw) noexcept {
    auto& agent = *static_cast<ClassAgent*>(self);
    Call call(agent.services, *raw);
    return run(call, MUSTER_FAILED, [&] { return (*agent.object).call(call).status(); });
  }
};

template <class Class>
[[nodiscard]] constexpr Functions class_functions() noexcept {
  static_assert(Opens<Class>, "the class has a constructor that takes a muster::Open&, or nothing");
  static_assert(Calls<Class>, "the class has a function: muster::Reply call(muster::Call& call)");
  return {.open = &open_as<ClassAgent<Class>>,
          .call = &ClassAgent<Class>::call,
          .close = &delete_as<ClassAgent<Class>>};
}

/// MUSTER_KEYED: an exception other than Failure leaves nobody knows what behind, so the instance
/// that threw it is ended (MUSTER_BROKEN).
template <class Class>
struct Instance {
  const Services& services;
  Held<Class> object = {};

  static std::int32_t start(void* self, const muster_call* raw, void** instance) noexcept {
    const Services& services = static_cast<const Opened*>(self)->services;
    Call call(services, *raw);
    return run(call, MUSTER_FAILED, [&] {
      Owned<Instance> made(new Instance{services});
      Open open(services, raw);
      made->object.make(open);
      if (open.trouble().has_come()) {
        return call.fail(open.trouble().code(), open.trouble().message()).status();
      }
      *instance = made.release();  // stop takes it back
      return MUSTER_OK;
    });
  }

  static std::int32_t receive(void* self, const muster_call* raw) noexcept {
    auto& instance = *static_cast<Instance*>(self);
    Call call(instance.services, *raw);
    return run(call, MUSTER_BROKEN, [&] { return (*instance.object).receive(call).status(); });
  }

  static std::int32_t save(void* self, const muster_call* raw) noexcept {
    auto& instance = *static_cast<Instance*>(self);
    Call call(instance.services, *raw);
    return run(call, MUSTER_BROKEN, [&] {
      return call
          .json([&](JsonWriter& out) {
            out.begin_object();
            Saver saver(out);
            std::as_const(*instance.object).save(saver);
            out.end_object();
          })
          .status();
    });
  }

  static std::int32_t restore(void* self, const muster_call* raw) noexcept {
    auto& instance = *static_cast<Instance*>(self);
    Call call(instance.services, *raw);
    return run(call, MUSTER_FAILED, [&] {
      (*instance.object).restore(Saved(call, raw->state_version));
      return MUSTER_OK;
    });
  }

  static void stop(void* self, std::uint32_t) noexcept { delete static_cast<Instance*>(self); }
};

template <class Class>
[[nodiscard]] constexpr Functions keyed_functions() noexcept {
  static_assert(Opens<Class>, "the class has a constructor that takes a muster::Open&, or nothing");
  static_assert(Receives<Class>,
                "the class has a function: muster::Reply receive(muster::Call& call)");
  static_assert(Saves<Class> == Restores<Class>,
                "a state needs both: void save(muster::Saver& out) const and "
                "void restore(const muster::Saved& in)");
  Functions functions{.open = &open_as<Opened>,
                      .call = &Instance<Class>::receive,
                      .close = &delete_as<Opened>,
                      .start = &Instance<Class>::start,
                      .stop = &Instance<Class>::stop};
  if constexpr (Saves<Class>) {
    functions.save = &Instance<Class>::save;
    functions.restore = &Instance<Class>::restore;
  }
  return functions;
}

}  // namespace muster::sdk

#endif
