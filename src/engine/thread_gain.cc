#include "engine/thread_gain.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/stopwatch.h"
#include "engine/thread_pool.h"

namespace residua::engine {
namespace {

constexpr std::size_t kTasks = 16;  // per step
constexpr int kSteps = 4;           // with a barrier after each, as after a layer
constexpr int kRounds = 6;
constexpr double kMost = 20;  // milliseconds; if a round takes longer, the result is clear
// The time of a step on one thread, in milliseconds, comparable to a layer's. In shorter steps,
// waking the threads would weigh more than it does in a network.
constexpr double kLeast = 1;

// Computation without memory accesses whose result depends on every operation.
float Compute(float value, int operations) {
  for (int i = 0; i < operations; ++i) value = value * 0.75f + 0.5f;
  return value;
}

double Milliseconds(const ThreadPool& pool, int operations) {
  // Written one after the other by different threads, so each has its own cache line.
  struct alignas(64) Result {
    volatile float value;
  };
  std::array<Result, kTasks> results;
  Stopwatch watch;
  for (int step = 0; step < kSteps; ++step) {
    pool.ForEach(kTasks, [&](std::size_t task) {
      results[task].value = Compute(static_cast<float>(task), operations);
    });
  }
  return watch.Lap();
}

}  // namespace

double MeasureThreadGain(const ThreadPool& pool) {
  if (pool.threads() == 1) return 1;
  const ThreadPool calling_thread;
  int operations = 1000;
  double alone = 0, together = 0, spent = 0;
  for (int round = 0; round < kRounds && spent < kMost; ++round) {
    double now = Milliseconds(calling_thread, operations);
    // The engine may replace slow code by optimised code during the measurement, so earlier rounds
    // are not comparable.
    while (now < kLeast / 2) {
      operations *= 2;
      now = Milliseconds(calling_thread, operations);
      alone = 0;
    }
    const double shared = Milliseconds(pool, operations);
    // The fastest round is the least disturbed one.
    together = alone == 0 ? shared : std::min(together, shared);
    alone = alone == 0 ? now : std::min(alone, now);
    spent += now + shared;
  }
  return alone / together;
}

}  // namespace residua::engine
