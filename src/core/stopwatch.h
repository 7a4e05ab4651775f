// Measures elapsed time.

#pragma once

namespace residua {

class Stopwatch {
 public:
  Stopwatch();

  // Milliseconds since the last call, or since the start.
  double Lap();

 private:
  double start_;  // in milliseconds
};

}  // namespace residua
