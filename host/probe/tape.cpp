// SPDX-License-Identifier: Apache-2.0
#include "probe/tape.h"

#include <muster/abi.h>
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <memory>
#include <new>

namespace muster::probe {
namespace {

// Memory is taken page by page, as lines are written.
constexpr std::size_t kCapacity = std::size_t{16} << 20;
constexpr std::size_t kLineMax = std::size_t{4} << 20;

constexpr std::array<std::string_view, 5> kStages{"while its constructors ran", "in its `register`",
                                                  "in the `open` of ", "in the `close` of ",
                                                  "while its destructors ran"};

}  // namespace

std::string name_of(Stage stage, std::string_view agent) {
  const auto number = static_cast<std::size_t>(stage);
  std::string name(number < kStages.size() ? kStages[number] : "at an unknown stage");
  if (stage == Stage::opening || stage == Stage::closing) name += agent;
  return name;
}

// A library may have written anywhere, so what is read here is bounded and nothing more.
struct Tape::Shared {
  std::atomic<std::size_t> begun;
  std::atomic<std::size_t> ended;
  std::atomic<TimePoint::rep> clock;
  std::atomic<TimePoint::rep> opening;
  std::atomic<Stage> stage;
  std::array<char, MUSTER_SLUG_BYTES_MAX> agent;  // the rest is zero
  std::atomic<std::size_t> size;
  std::array<char, kCapacity> text;
};

Tape::Tape() {
  void* const memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  shared_ = ::new (memory) Shared;
}

Tape::~Tape() { ::munmap(shared_, sizeof(Shared)); }

void Tape::rewind(std::size_t first) noexcept {
  shared_->stage = Stage::loading;  // not that which the worker before had all its time for
  shared_->begun = first;
  shared_->ended = first;
  shared_->size = 0;
}

void Tape::begin(TimePoint now) noexcept {
  start_clock(now);
  start_opening(now);
  enter(Stage::loading);
  ++shared_->begun;
}

void Tape::enter(Stage stage, std::string_view agent) noexcept {
  shared_->agent.fill('\0');
  std::ranges::copy(agent.substr(0, shared_->agent.size()), shared_->agent.begin());
  shared_->stage = stage;
}

void Tape::start_clock(TimePoint now) noexcept { shared_->clock = now.time_since_epoch().count(); }

void Tape::start_opening(TimePoint now) noexcept {
  shared_->opening = now.time_since_epoch().count();
}

void Tape::end(std::string_view line) noexcept {
  const std::size_t size = shared_->size;
  if (size + line.size() >= kCapacity) return;  // not ended, as far as anybody will know
  std::ranges::copy(line, shared_->text.begin() + static_cast<std::ptrdiff_t>(size));
  shared_->text[size + line.size()] = '\n';
  shared_->size = size + line.size() + 1;
  ++shared_->ended;
}

bool Tape::has_room() const noexcept { return shared_->size + kLineMax <= kCapacity; }

std::size_t Tape::begun() const noexcept { return shared_->begun; }
std::size_t Tape::ended() const noexcept { return shared_->ended; }
TimePoint Tape::clock() const noexcept {
  return TimePoint(TimePoint::duration(shared_->clock.load()));
}
TimePoint Tape::opening() const noexcept {
  return TimePoint(TimePoint::duration(shared_->opening.load()));
}
Stage Tape::stage() const noexcept { return shared_->stage; }
std::string_view Tape::agent() const noexcept {
  return {shared_->agent.data(), ::strnlen(shared_->agent.data(), shared_->agent.size())};
}
std::string_view Tape::lines() const noexcept {
  return {shared_->text.data(), std::min(shared_->size.load(), kCapacity)};
}

}  // namespace muster::probe
