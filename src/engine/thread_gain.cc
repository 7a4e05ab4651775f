#include "engine/thread_gain.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/stopwatch.h"
#include "engine/thread_pool.h"

namespace residua::engine {
namespace {

constexpr std::size_t kTasks = 16;  // of a step
constexpr int kSteps = 4;           // between which the threads wait, as between layers
constexpr int kRounds = 6;
constexpr double kMost = 20;  // milliseconds; where a round takes longer, the answer is clear
// What the steps take on one thread, milliseconds: a layer takes a fraction of one. Less, and
// waking the threads would count for more than it does in a network.
constexpr double kLeast = 1;

// Computation that needs no memory, and whose result depends on each of its operations.
float Compute(float value, int operations) {
  for (int i = 0; i < operations; ++i) value = value * 0.75f + 0.5f;
  return value;
}

double Milliseconds(const ThreadPool& pool, int operations) {
  // Written one after the other by different threads: a cache line each.
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
    // Also when the engine has replaced slow code by fast, in the middle of it: what was measured
    // before does not compare.
    while (now < kLeast / 2) {
      operations *= 2;
      now = Milliseconds(calling_thread, operations);
      alone = 0;
    }
    const double shared = Milliseconds(pool, operations);
    // The quickest of several is the one that was disturbed least.
    together = alone == 0 ? shared : std::min(together, shared);
    alone = alone == 0 ? now : std::min(alone, now);
    spent += now + shared;
  }
  return alone / together;
}

}  // namespace residua::engine
