// pthreadpool's threads for wasm, which wait awake for a shorter time before they sleep.
//
// Upstream looks a million times for what to do next. Where there are more threads than free cores,
// a thread that waits so keeps the core from one that works, and in WebKit an atomic load writes to
// the memory that all of them look at: four threads on two cores took 770 ms for what one did in 7,
// and take 6 now; in Chromium and Firefox, with another program beside, a third to a tenth. Woken
// threads are some microseconds late, which layers of a tenth of a millisecond do not show.

#include "threadpool-common.h"

#undef PTHREADPOOL_SPIN_WAIT_ITERATIONS
#define PTHREADPOOL_SPIN_WAIT_ITERATIONS 2000

#include "pthreads.c"
