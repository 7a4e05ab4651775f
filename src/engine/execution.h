// A network sized for one batch and image size: all buffers laid out, nothing left to allocate
// while it runs. Everything that changes belongs to an execution; the weights are shared, so that
// several executions can be there, and run, side by side.

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tensor.h"
#include "engine/aligned_buffer.h"
#include "engine/kernel.h"
#include "engine/passes/fuse.h"
#include "engine/thread_pool.h"
#include "engine/weights.h"

namespace residua::engine {

// An addition that passes on one of its inputs alone.
struct Cut {
  enum class Side { kBranch, kShortcut };  // which one is left out

  std::string sum;  // the name of the addition's result
  Side side = Side::kBranch;

  bool operator==(const Cut&) const = default;
};

struct ExecutionOptions {
  std::size_t batch = 1;   // images
  std::size_t height = 0;  // pixels
  std::size_t width = 0;   // pixels
  // Names of values that will be looked at after Run. They are computed as values of their own, not
  // fused away, and their buffers are not used for anything else. The network's last value is
  // always kept.
  std::vector<std::string> taps;
  // False: every block passes on its branch alone, as if the network had no shortcuts.
  bool shortcuts = true;
  // What is left out of single additions.
  std::vector<Cut> cuts;
  // The value that takes the place of the input, for a run of what follows it alone: the head
  // without the body. Empty: the network's own input. Batch, height and width are this value's.
  std::string from;
  // The value at which the run ends. Empty: the network's last one.
  std::string to;

  bool operator==(const ExecutionOptions&) const = default;
};

// A value after Run: N x H x W x C, valid until the next Run.
struct ValueView {
  Shape4 shape;
  const float* data = nullptr;

  std::span<const float> values() const { return {data, shape.elements()}; }
};

// What one step costs.
struct StepReport {
  std::string name;         // of its layer or its result
  double milliseconds = 0;  // of the last Run with a clock
  double flops = 0;         // of the textbook algorithm: a multiplication and an addition are two
  std::size_t bytes = 0;    // read and written by it, weights included
};

// For one thread at a time; different executions may run at the same time.
class Execution {
 public:
  // Sized for `pool` or for one of as many threads. Throws Error(kInvalidOption) if a tap is
  // unknown or needs more than the value named by `from`, or if a cut names no addition,
  // Error(kOutOfMemory).
  Execution(std::shared_ptr<const Weights> weights, const ExecutionOptions& options,
            const ThreadPool& pool);

  // Where to put the images, N x H x W x C, before every Run (which may overwrite them).
  std::span<float> input();

  // A pool serves one run at a time.
  void Run(const ThreadPool& pool);

  // The same, and fills the milliseconds of report().
  void RunWithClock(const ThreadPool& pool);

  // The last value of the network, or the one named by `to`.
  ValueView output() const;

  // Whether Get would give it.
  bool Has(std::string_view name) const;

  // Throws Error(kInvalidOption) unless `name` was among the taps.
  ValueView Get(std::string_view name) const;

  const std::vector<StepReport>& report() const { return report_; }

  std::size_t activation_bytes() const { return arena_bytes_; }

 private:
  void MakeSteps(const ThreadPool& pool);
  void BindSteps();
  void CheckPool(const ThreadPool& pool) const;
  float* Address(std::size_t node) const;

  std::shared_ptr<const Weights> weights_;
  std::size_t threads_;
  std::size_t first_ = 0;           // the node whose result is given
  std::vector<std::size_t> alias_;  // per node, whose result stands for it
  std::vector<std::size_t> kept_;   // nodes; the output is the first
  std::vector<Shape4> shapes_;      // per node
  std::vector<Instruction> instructions_;
  std::vector<std::unique_ptr<Step>> steps_;  // per instruction
  std::vector<std::size_t> offsets_;          // per node, bytes in the arena
  AlignedBytes arena_;
  std::size_t arena_bytes_ = 0;
  std::vector<StepReport> report_;
};

}  // namespace residua::engine
