// Runs passes over all elements of a value in tiles on the thread pool.

#pragma once

#include <cstddef>

#include "engine/thread_pool.h"
#include "engine/tuning.h"

namespace residua::engine {

// Calls run(first, count) for every tile.
template <typename RunTile>
void ForEachTile(const ThreadPool& pool, std::size_t elements, const RunTile& run) {
  pthreadpool_parallelize_1d_tile_1d(
      pool.get(),
      [](void* context, std::size_t first, std::size_t count) {
        (*static_cast<const RunTile*>(context))(first, count);
      },
      const_cast<RunTile*>(&run), elements, tuning::kElementwiseTile, /*flags=*/0);
}

}  // namespace residua::engine
