// The threads that a plan runs on. The caller of Run is one of them and works along.

#pragma once

#include <pthreadpool.h>

#include <cstddef>
#include <functional>
#include <memory>

#include "engine/xnnpack_handle.h"

namespace residua::engine {

class ThreadPool {
 public:
  // `threads` >= 1 counts the calling thread. With 1 no thread is started. Throws
  // Error(kOutOfMemory) if the threads cannot be started.
  explicit ThreadPool(std::size_t threads = 1);

  std::size_t threads() const noexcept { return threads_; }

  // What XNNPACK takes; null stands for the calling thread alone.
  pthreadpool_t get() const noexcept { return pool_.get(); }

  // Calls task(0) ... task(count - 1), in any order and on any of the threads; returns when all are
  // done. `task` must not throw.
  void ForEach(std::size_t count, const std::function<void(std::size_t)>& task) const;

 private:
  std::size_t threads_;
  std::unique_ptr<pthreadpool, Deleter<pthreadpool_destroy>> pool_;
};

}  // namespace residua::engine
