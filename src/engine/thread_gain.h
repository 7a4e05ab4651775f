// Whether several threads are quicker than one, measured: the number of cores that a browser
// reports need not be that of the machine, and other programs may use them.

#pragma once

namespace residua::engine {

class ThreadPool;

// The time that the calling thread alone takes for steps of computation such as a network's layers,
// divided by that of the whole pool: 2 where two threads take half of it; 1 for one thread. Takes
// about ten milliseconds.
double MeasureThreadGain(const ThreadPool& pool);

}  // namespace residua::engine
