// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_AGENT_HPP
#define MUSTER_AGENT_HPP

#include <cstdint>

#include <muster/abi.h>
#include <muster/call.hpp>
#include <muster/entry.hpp>
#include <muster/failure.hpp>
#include <muster/forms.hpp>
#include <muster/keyed.hpp>
#include <muster/open.hpp>
#include <muster/options.hpp>
#include <muster/schema.hpp>

/// The SDK for authors of agents in C++20. One line and a body make an agent:
///
///   MUSTER_AGENT("echo", "Repeats its text.", .input = {muster::text("text")}) {
///     return call.text(call.arg<std::string_view>("text"));
///   }
///
/// A library may hold any number of agents in any number of source files. All of them are compiled
/// alike, with exceptions or without.

MUSTER_NOTE(MUSTER_JSON_ID);

/// Weak: every source file with agents defines it, the linker keeps one.
extern "C" __attribute__((weak)) std::int32_t muster_register(const muster_registrar* registrar) {
#if MUSTER_EXCEPTIONS
  try {
    return ::muster::sdk::AgentEntry::add_all(*registrar);
  } catch (...) {
    return MUSTER_FAILED;
  }
#else
  return ::muster::sdk::AgentEntry::add_all(*registrar);
#endif
}

/// MUSTER_AGENT("slug", "Description.", options...) { the body: use `call`, return a Reply }
///
/// Slug and description are string literals; the options are those of AgentOptions, by name.
#define MUSTER_AGENT(...) MUSTER_AGENT_NUMBERED_(__COUNTER__, __VA_ARGS__, )
#define MUSTER_AGENT_NUMBERED_(number, ...) MUSTER_AGENT_DEFINE_(number, __VA_ARGS__)
#define MUSTER_AGENT_DEFINE_(number, slug, description, ...)                                       \
  static ::muster::Reply muster_body_##number(::muster::Call& call);                               \
  MUSTER_ENTRY_(number, slug, description, (::muster::sdk::kBodyFunctions), &muster_body_##number, \
                __VA_ARGS__)                                                                       \
  static ::muster::Reply muster_body_##number([[maybe_unused]] ::muster::Call& call)

/// MUSTER_AGENT_CLASS("slug", Class, "Description.", options...);
///
/// An agent that is one object of a class, for what is made once and used in each call:
///   explicit Class(muster::Open& open)           makes it; muster::Failure refuses the library
///   muster::Reply call(muster::Call& call)       never twice at once, unless .concurrent = true
#define MUSTER_AGENT_CLASS(...) MUSTER_CLASS_NUMBERED_(__COUNTER__, __VA_ARGS__, )
#define MUSTER_CLASS_NUMBERED_(number, ...) MUSTER_CLASS_DEFINE_(number, __VA_ARGS__)
#define MUSTER_CLASS_DEFINE_(number, slug, Class, description, ...)                            \
  MUSTER_ENTRY_(number, slug, description, (::muster::sdk::class_functions<Class>()), nullptr, \
                __VA_ARGS__)                                                                   \
  static_assert(true)

/// MUSTER_KEYED("slug", Class, "Description.", options...);
///
/// An agent with an object for each key, which gets one message at a time:
///   explicit Class(muster::Open& open)           makes the instance of open.key()
///   muster::Reply receive(muster::Call& call)    one message
///   void save(muster::Saver& out) const          both or none: its state, which outlives it
///   void restore(const muster::Saved& in)
/// A Failure fails the message; any other exception out of receive or save ends the instance.
#define MUSTER_KEYED(...) MUSTER_KEYED_NUMBERED_(__COUNTER__, __VA_ARGS__, )
#define MUSTER_KEYED_NUMBERED_(number, ...) MUSTER_KEYED_DEFINE_(number, __VA_ARGS__)
#define MUSTER_KEYED_DEFINE_(number, slug, Class, description, ...)                            \
  MUSTER_ENTRY_(number, slug, description, (::muster::sdk::keyed_functions<Class>()), nullptr, \
                __VA_ARGS__)                                                                   \
  static_assert(true)

// The options end in the comma that the macros above add, so that there may be none of them.
#define MUSTER_ENTRY_(number, slug, description, functions, body, ...)                            \
  static_assert(::muster::sdk::is_slug(slug),                                                     \
                "a slug is 1 to 64 of a-z 0-9 . _ - and begins with a letter or a digit");        \
  static_assert(                                                                                  \
      sizeof(description) > 1 && sizeof(description) - 1 <= MUSTER_DESCRIPTION_BYTES_MAX,         \
      "a description says what the agent does, in 1 to 4096 bytes");                              \
  [[gnu::cold]] static ::muster::AgentOptions muster_options_##number() { return {__VA_ARGS__}; } \
  static const ::muster::sdk::AgentEntry muster_agent_##number(                                   \
      slug, description, &muster_options_##number, functions, body);

#endif
