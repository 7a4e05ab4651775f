// The threads that an execution runs on, one run at a time. The caller of Run takes part in the
// work.

#pragma once

#include <pthreadpool.h>

#include <cstddef>
#include <memory>

namespace residua::engine {

class ThreadPool {
 public:
  // `threads` >= 1 includes the calling thread; with 1, no thread is started. Throws
  // Error(kOutOfMemory) if the threads cannot be started.
  explicit ThreadPool(std::size_t threads = 1);

  // A pool with this many threads, or with only the calling thread if several are measured to be
  // slower, which takes some milliseconds. Throws as the constructor.
  static ThreadPool UnlessSlower(std::size_t threads);

  // The speedup over one thread that UnlessSlower measured; 0 if it did not measure.
  double measured_gain() const noexcept { return measured_gain_; }

  std::size_t threads() const noexcept { return threads_; }

  // The argument of pthreadpool's functions; null means the calling thread alone.
  pthreadpool_t get() const noexcept { return pool_.get(); }

  // Whether threads spin while they wait for work, which is faster, or yield to others.
  enum class Waiting { kAwake, kAsleep };

  // Calls task(0) ... task(count - 1) in any order on any of the threads; returns when all calls
  // have returned. `task` must not throw.
  void ForEach(std::size_t count, const auto& task) const {
    ForEachOnThread(count, [&](std::size_t, std::size_t index) { task(index); });
  }

  // The same with task(thread, index), where `thread` is below threads() and identifies the thread,
  // for per-thread memory.
  template <typename Task>
  void ForEachOnThread(std::size_t count, const Task& task,
                       Waiting waiting = Waiting::kAwake) const {
    // pthreadpool takes a pointer to non-const and passes it to the lambda, which only reads.
    // std::function might allocate.
    pthreadpool_parallelize_1d_with_thread(
        get(),
        [](void* context, std::size_t thread, std::size_t index) {
          (*static_cast<const Task*>(context))(thread, index);
        },
        const_cast<Task*>(&task), count,
        waiting == Waiting::kAwake ? 0 : PTHREADPOOL_FLAG_YIELD_WORKERS);
  }

 private:
  std::size_t threads_;
  double measured_gain_ = 0;
  struct Destroy {
    void operator()(pthreadpool* pool) const noexcept { pthreadpool_destroy(pool); }
  };
  std::unique_ptr<pthreadpool, Destroy> pool_;
};

}  // namespace residua::engine
