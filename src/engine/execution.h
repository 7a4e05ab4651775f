// A network sized for one batch and image size: all buffers are planned, and running allocates
// nothing. All mutable state belongs to an execution; the weights are shared, so that several
// executions can exist and run at the same time.

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

// An addition that passes on only one of its inputs.
struct Cut {
  enum class Side { kBranch, kShortcut };  // the input that is left out

  std::string sum;  // the name of the sum
  Side side = Side::kBranch;

  bool operator==(const Cut&) const = default;
};

struct ExecutionOptions {
  std::size_t batch = 1;   // images
  std::size_t height = 0;  // pixels
  std::size_t width = 0;   // pixels
  // Names of values that are read after Run. They are computed separately, not fused away, and keep
  // their buffers. The network's last value is always kept.
  std::vector<std::string> taps;
  // If false, every block passes on only its branch, as if the network had no shortcuts.
  bool shortcuts = true;
  // Additions that pass on only one input.
  std::vector<Cut> cuts;
  // The value that replaces the input, to run only the following part: the head without the body.
  // Empty: the network's own input. Batch, height and width are those of this value.
  std::string from;
  // The last value to compute. Empty: the network's last one.
  std::string to;

  bool operator==(const ExecutionOptions&) const = default;
};

// A value after Run: N x H x W x C, valid until the next Run.
struct ValueView {
  Shape4 shape;
  const float* data = nullptr;

  std::span<const float> values() const { return {data, shape.elements()}; }
};

// The cost of one step.
struct StepReport {
  std::string name;         // of the layer or of the result
  double milliseconds = 0;  // of the last timed Run
  double flops = 0;         // of the textbook algorithm; a multiplication and an addition count as
                            // two
  std::size_t bytes = 0;    // bytes read and written, including weights
};

// Not thread-safe; different executions may run at the same time.
class Execution {
 public:
  // Sized for `pool`, or a pool with as many threads. Throws Error(kInvalidOption) if a tap is
  // unknown or does not follow from `from`, or if a cut does not name an addition;
  // Error(kOutOfMemory).
  Execution(std::shared_ptr<const Weights> weights, const ExecutionOptions& options,
            const ThreadPool& pool);

  // The input, N x H x W x C, to be filled before every Run (which may overwrite it).
  std::span<float> input();

  // A pool serves only one run at a time.
  void Run(const ThreadPool& pool);

  // Also fills in the milliseconds of report().
  void RunWithClock(const ThreadPool& pool);

  // The last value of the network, or the one named by `to`.
  ValueView output() const;

  // Whether Get accepts this name.
  bool Has(std::string_view name) const;

  // Throws Error(kInvalidOption) unless `name` is one of the taps.
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
  std::size_t first_ = 0;           // the node whose result is the input
  std::vector<std::size_t> alias_;  // per node: the node whose result replaces its own
  std::vector<std::size_t> kept_;   // nodes; the first is the output
  std::vector<Shape4> shapes_;      // per node
  std::vector<Instruction> instructions_;
  std::vector<std::unique_ptr<Step>> steps_;  // per instruction
  std::vector<std::size_t> offsets_;          // per node, bytes in the arena
  AlignedBytes arena_;
  std::size_t arena_bytes_ = 0;
  std::vector<StepReport> report_;
};

}  // namespace residua::engine
