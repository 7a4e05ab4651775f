#include "engine/thread_gain.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <thread>

#include "engine/thread_pool.h"

namespace residua::engine {
namespace {

TEST_CASE("one thread gains nothing, and is not measured") {
  CHECK(MeasureThreadGain(ThreadPool()) == 1);
  const ThreadPool pool = ThreadPool::UnlessSlower(1);
  CHECK(pool.threads() == 1);
  CHECK(pool.measured_gain() == 0);
}

// wasm's tests run without threads.
#ifndef __EMSCRIPTEN__

TEST_CASE("threads gain at most what there are processors") {
  const std::size_t processors = std::max(1u, std::thread::hardware_concurrency());
  const double gain = MeasureThreadGain(ThreadPool(4 * processors));
  CHECK(gain > 0);
  // Times are measured while other programs run.
  CHECK(gain < 1.5 * static_cast<double>(processors));
}

TEST_CASE("several threads are kept unless they were measured to be slower") {
  const ThreadPool pool = ThreadPool::UnlessSlower(2);
  CHECK(pool.measured_gain() > 0);
  CHECK(pool.threads() == (pool.measured_gain() >= 1 ? 2 : 1));
}

#endif

}  // namespace
}  // namespace residua::engine
