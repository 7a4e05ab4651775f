// A plan sized for one batch and image size: all buffers laid out, nothing left to allocate while
// it runs.

#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tensor.h"
#include "engine/addition_step.h"
#include "engine/plan.h"
#include "engine/thread_pool.h"

namespace residua::engine {

struct ExecutionOptions {
  std::size_t batch = 1;   // images
  std::size_t height = 0;  // pixels
  std::size_t width = 0;   // pixels
  // Names of values that will be looked at after Run. They are computed as values of their own, not
  // fused away, and their buffers are not used for anything else. The plan's last value is always
  // kept.
  std::vector<std::string> taps;
  // False: every block passes on its branch alone, as if the network had no shortcuts.
  bool shortcuts = true;

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

class Execution {
 public:
  // `plan` must be packed and outlive the execution; since its steps hold the buffers' addresses, a
  // plan has one execution at a time, the newest. Throws Error(kInvalidOption) if a tap is unknown
  // or the image too small for the network, Error(kOutOfMemory).
  Execution(Plan& plan, const ExecutionOptions& options, const ThreadPool& pool);

  // Where to put the images, N x H x W x C, before every Run (which may overwrite them).
  std::span<float> input();

  void Run(const ThreadPool& pool);

  // The same, and fills the milliseconds of report().
  void RunWithClock(const ThreadPool& pool);

  // The last value of the plan.
  ValueView output() const;

  // Throws Error(kInvalidOption) unless `name` was among the taps.
  ValueView Get(std::string_view name) const;

  const std::vector<StepReport>& report() const { return report_; }

  std::size_t activation_bytes() const { return arena_bytes_; }

 private:
  struct Instruction {
    Step* step = nullptr;
    std::size_t first_node = 0;  // whose step it runs
    std::size_t node = 0;        // whose result it computes: another one if steps were fused
    std::vector<std::size_t> inputs;
    Fusion fusion;
    Sizing sizing;
  };
  struct AlignedDelete {
    void operator()(std::byte* bytes) const noexcept;
  };

  void Schedule(const ExecutionOptions& options);
  void SizeAndBind(const ExecutionOptions& options, const ThreadPool& pool);
  std::size_t Resolve(std::size_t node) const;
  bool Tapped(std::size_t node) const;
  float* Address(std::size_t node) const;

  Plan& plan_;
  std::vector<std::size_t> tapped_;               // nodes
  std::vector<std::size_t> alias_;                // per node, whose value stands for it
  std::vector<std::unique_ptr<Step>> own_steps_;  // additions and ReLUs
  std::vector<Instruction> instructions_;
  std::vector<Shape4> shapes_;        // per node
  std::vector<std::size_t> offsets_;  // per node, bytes in the arena
  std::unique_ptr<std::byte[], AlignedDelete> arena_;
  std::size_t arena_bytes_ = 0;
  std::vector<StepReport> report_;
};

}  // namespace residua::engine
