// SPDX-License-Identifier: Apache-2.0
#include "serve/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace muster::serve {
namespace {

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

}  // namespace

struct Log::Sink {
  spdlog::logger logger{"muster", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
};

Log::Log(LogFormat format) : format_(format), sink_(std::make_unique<Sink>()) {
  sink_->logger.set_pattern("%v");
  sink_->logger.set_level(spdlog::level::debug);  // what was said is for the operator to sort out
  sink_->logger.set_error_handler([](const std::string&) {});
}

Log::~Log() = default;

void Log::write(const Event& event) {
  sink_->logger.log(level_of(event.level), "{}",
                    log_line(event, format_, std::chrono::system_clock::now()));
}

}  // namespace muster::serve
