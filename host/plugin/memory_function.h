// SPDX-License-Identifier: Apache-2.0
#ifndef MUSTER_PLUGIN_MEMORY_FUNCTION_H
#define MUSTER_PLUGIN_MEMORY_FUNCTION_H

#include <future>
#include <memory>
#include <utility>

namespace muster::plugin {

/// The function of an agent that the program itself has added: what stands where others have their
/// library.
class MemoryFunction {
 public:
  using Object = std::unique_ptr<void, void (*)(void*)>;

  explicit MemoryFunction(Object object) : object_(std::move(object)) {}
  ~MemoryFunction() {
    object_.reset();
    ended_.set_value();
  }
  MemoryFunction(const MemoryFunction&) = delete;
  MemoryFunction& operator=(const MemoryFunction&) = delete;

  /// Ready once the function is destroyed.
  [[nodiscard]] const std::shared_future<void>& end() const noexcept { return end_; }

 private:
  Object object_;
  std::promise<void> ended_;
  std::shared_future<void> end_ = ended_.get_future().share();
};

}  // namespace muster::plugin

#endif
