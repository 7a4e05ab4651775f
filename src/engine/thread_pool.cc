#include "engine/thread_pool.h"

#include <string>

#include "core/error.h"

namespace residua::engine {
namespace {

void CallTask(void* task, std::size_t index) {
  (*static_cast<const std::function<void(std::size_t)>*>(task))(index);
}

}  // namespace

ThreadPool::ThreadPool(std::size_t threads) : threads_(threads) {
  if (threads < 1) throw Error(ErrorCode::kInvalidOption, "threads must be at least 1");
  if (threads == 1) return;
  pool_.reset(pthreadpool_create(threads));
  if (!pool_) {
    throw Error(ErrorCode::kOutOfMemory, "cannot start " + std::to_string(threads) + " threads");
  }
  threads_ = pthreadpool_get_threads_count(pool_.get());
}

void ThreadPool::ForEach(std::size_t count, const std::function<void(std::size_t)>& task) const {
  // pthreadpool takes a pointer to non-const, and hands it back to CallTask, which does not write.
  pthreadpool_parallelize_1d(pool_.get(), &CallTask,
                             const_cast<std::function<void(std::size_t)>*>(&task), count,
                             /*flags=*/0);
}

}  // namespace residua::engine
