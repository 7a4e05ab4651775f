// The threads that an execution runs on, one run at a time. The caller of Run is one of them and
// works along.

#pragma once

#include <pthreadpool.h>

#include <cstddef>
#include <memory>

namespace residua::engine {

class ThreadPool {
 public:
  // `threads` >= 1 counts the calling thread. With 1 no thread is started. Throws
  // Error(kOutOfMemory) if the threads cannot be started.
  explicit ThreadPool(std::size_t threads = 1);

  // So many threads, unless they are measured to be slower than the calling one alone, which takes
  // some milliseconds; then that one. Throws as the constructor.
  static ThreadPool UnlessSlower(std::size_t threads);

  // How many times as quick as one thread the threads asked for were, as far as UnlessSlower
  // measured it; 0 otherwise.
  double measured_gain() const noexcept { return measured_gain_; }

  std::size_t threads() const noexcept { return threads_; }

  // What pthreadpool's functions take; null stands for the calling thread alone.
  pthreadpool_t get() const noexcept { return pool_.get(); }

  // Whether threads wait awake for what comes next, which is quicker, or let others run.
  enum class Waiting { kAwake, kAsleep };

  // Calls task(0) ... task(count - 1), in any order and on any of the threads; returns when all are
  // done. `task` must not throw.
  void ForEach(std::size_t count, const auto& task) const {
    ForEachOnThread(count, [&](std::size_t, std::size_t index) { task(index); });
  }

  // The same with task(thread, index): `thread`, below threads(), tells the threads apart, so that
  // each can have memory of its own.
  template <typename Task>
  void ForEachOnThread(std::size_t count, const Task& task,
                       Waiting waiting = Waiting::kAwake) const {
    // pthreadpool takes a pointer to non-const, and hands it back to the lambda, which does not
    // write. Not a std::function: that may allocate.
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
