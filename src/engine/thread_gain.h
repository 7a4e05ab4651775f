// Measures whether several threads are faster than one: the number of cores that a browser reports
// may differ from the machine's, and other programs may use them.

#pragma once

namespace residua::engine {

class ThreadPool;

// The time of the calling thread alone for work like a network's layers, divided by the time of the
// whole pool: 2 if two threads take half the time; 1 for one thread. Takes about ten milliseconds.
double MeasureThreadGain(const ThreadPool& pool);

}  // namespace residua::engine
