#include "engine/thread_pool.h"

#include <string>

#include "core/error.h"
#include "engine/thread_gain.h"

namespace residua::engine {

ThreadPool::ThreadPool(std::size_t threads) : threads_(threads) {
  if (threads < 1)
    throw Error(ErrorCode::kInvalidOption, "The number of threads must be at least 1.");
  if (threads == 1) return;
  pool_.reset(pthreadpool_create(threads));
  if (!pool_) {
    throw Error(ErrorCode::kOutOfMemory, "Cannot start " + std::to_string(threads) + " threads.");
  }
  threads_ = pthreadpool_get_threads_count(pool_.get());
}

ThreadPool ThreadPool::UnlessSlower(std::size_t threads) {
  ThreadPool pool(threads);
  if (pool.threads() == 1) return pool;
  const double gain = MeasureThreadGain(pool);
  if (gain < 1) pool = ThreadPool();
  pool.measured_gain_ = gain;
  return pool;
}

}  // namespace residua::engine
