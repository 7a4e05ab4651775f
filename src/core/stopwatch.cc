#include "core/stopwatch.h"

#include <time.h>

namespace residua {
namespace {

// Does not use std::chrono's clock, which may throw std::system_error and so links all error texts
// and printf into the wasm.
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
