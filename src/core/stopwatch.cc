#include "core/stopwatch.h"

#include <time.h>

namespace residua {
namespace {

// Not std::chrono's clock: that one throws a std::system_error where there is none, which links the
// texts of all errors and printf into a wasm.
double Now() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

}  // namespace

Stopwatch::Stopwatch() : start_(Now()) {}

double Stopwatch::Lap() {
  const double now = Now();
  const double lap = now - start_;
  start_ = now;
  return lap;
}

}  // namespace residua
