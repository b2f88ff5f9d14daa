// SPDX-License-Identifier: Apache-2.0
#include "serve/worker_thread.h"

#include <memory>
#include <system_error>

namespace muster::serve {
namespace {

using Work = std::function<void()>;

void* run(void* given) {
  const std::unique_ptr<Work> work(static_cast<Work*>(given));
  (*work)();
  return nullptr;
}

}  // namespace

WorkerThread::WorkerThread(std::function<void()> work) {
  auto given = std::make_unique<Work>(std::move(work));
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, kStackBytes);
  const int failure = ::pthread_create(&thread_, &attributes, run, given.get());
  ::pthread_attr_destroy(&attributes);
  if (failure != 0) throw std::system_error(failure, std::generic_category(), "a worker");
  static_cast<void>(given.release());  // run() has it
}

WorkerThread::~WorkerThread() {
  if (!has_ended_) ::pthread_join(thread_, nullptr);
}

bool WorkerThread::has_ended() {
  if (!has_ended_) has_ended_ = ::pthread_tryjoin_np(thread_, nullptr) == 0;
  return has_ended_;
}

}  // namespace muster::serve
