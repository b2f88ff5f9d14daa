// SPDX-License-Identifier: Apache-2.0
#include "serve/log.h"

#include <fcntl.h>
#include <poll.h>
#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

#include <cerrno>
#include <exception>
#include <future>
#include <thread>

#include "base/counted.h"
#include "base/unique_fd.h"

namespace muster::serve {
namespace {

using std::chrono::system_clock;
using Pool = spdlog::details::thread_pool;

constexpr std::size_t kLinesMost = 8192;
constexpr std::chrono::milliseconds kPatience{500};

spdlog::level::level_enum level_of(Event::Level level) noexcept {
  switch (level) {
    case Event::Level::debug:
      return spdlog::level::debug;
    case Event::Level::info:
      return spdlog::level::info;
    case Event::Level::warning:
      return spdlog::level::warn;
    case Event::Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

Event dropped_event(std::size_t lines) {
  return {.level = Event::Level::warning,
          .name = "log",
          .message = "dropped " + counted(lines, "line") + ": standard error was not being read"};
}

// The end of the queue, on the thread of the pool. Not by stdio: a thread that is held up in there
// has its lock, which the end of the process takes too.
class Descriptor final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  Descriptor(int descriptor, LogFormat format, Pool& pool)
      : descriptor_(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0)), format_(format), pool_(pool) {}

 private:
  void sink_it_(const spdlog::details::log_msg& line) override {
    const std::size_t dropped = pool_.overrun_counter();
    if (dropped > told_) {
      put(log_line(dropped_event(dropped - told_), format_, system_clock::now()) + '\n');
      told_ = dropped;
    }
    put(std::string(line.payload.data(), line.payload.size()) + '\n');
  }
  void flush_() override {}

  void put(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t size = ::write(descriptor_.get(), text.data(), text.size());
      if (size >= 0) {
        text.remove_prefix(static_cast<std::size_t>(size));
      } else if (errno == EAGAIN) {  // whoever shares it with us wants it that way
        pollfd room{descriptor_.get(), POLLOUT, 0};
        ::poll(&room, 1, -1);
      } else if (errno != EINTR) {
        return;
      }
    }
  }

  const UniqueFd descriptor_;
  const LogFormat format_;
  Pool& pool_;  // which runs this
  std::size_t told_ = 0;
};

}  // namespace

struct Log::Queue {
  Queue(int descriptor, LogFormat format)
      : logger(std::make_shared<spdlog::async_logger>(
            "muster", std::make_shared<Descriptor>(descriptor, format, *pool), pool,
            spdlog::async_overflow_policy::overrun_oldest)) {
    logger->set_level(spdlog::level::debug);  // what was said is for the operator to sort out
    logger->set_error_handler([](const std::string&) {});
  }

  std::shared_ptr<Pool> pool = std::make_shared<Pool>(kLinesMost, 1);
  std::shared_ptr<spdlog::async_logger> logger;
};

Log::Log(LogFormat format, int descriptor)
    : format_(format), queue_(std::make_unique<Queue>(descriptor, format)) {}

Log::~Log() { close(); }

void Log::write(const Event& event) {
  queue_->logger->log(level_of(event.level), log_line(event, format_, system_clock::now()));
}

void Log::write(std::string_view line) { queue_->logger->info(line); }

// A pool ends when its queue is empty, which may be never; the thread that waits for it is left
// behind then, and what it needs is its own.
void Log::close() {
  if (!queue_->pool) return;
  std::promise<void> ended;
  const std::future<void> end = ended.get_future();
  try {
    std::thread([pool = std::move(queue_->pool), ended = std::move(ended)]() mutable {
      pool.reset();
      ended.set_value();
    }).detach();
  } catch (const std::exception&) {
    return;  // no thread to be had: the pool was ended here
  }
  end.wait_for(kPatience);
}

}  // namespace muster::serve
