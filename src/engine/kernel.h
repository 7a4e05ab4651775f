// The computation of one operator of a graph.
//
// A Kernel is immutable once packed: it holds the packed weights, if any, and is shared by all
// executions. A Step belongs to one execution: it has a fixed size, is bound to that execution's
// buffers, and holds all mutable state.
//
//   Kernel: Pack, Pack, ... each channel once -> Seal -> MakeStep, MakeStep, ...
//   Step:   Bind -> Run, Run, ...

#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/tensor.h"
#include "engine/fusion.h"
#include "engine/layer.h"
#include "engine/thread_pool.h"

namespace residua::engine {

// The parameters of a step.
struct StepSize {
  std::span<const Shape4> inputs;  // including the addend's
  Shape4 output;
  Fusion fusion;
  // The step runs on this pool or on one with as many threads.
  const ThreadPool& pool;
};

// The buffers of a step. Each has XNN_EXTRA_BYTES readable bytes after its end.
struct Buffers {
  std::span<const void* const> inputs;  // including the addend's
  void* output = nullptr;
  void* scratch = nullptr;  // of scratch_bytes()

  const float* input(std::size_t index) const { return static_cast<const float*>(inputs[index]); }
  float* result() const { return static_cast<float*>(output); }
};

class Step {
 public:
  virtual ~Step() = default;

  // Needed only while the step runs.
  std::size_t scratch_bytes() const { return scratch_bytes_; }

  // The buffers must stay valid for all following Runs.
  virtual void Bind(const Buffers& buffers) = 0;

  // Allocates nothing.
  virtual void Run(const ThreadPool& pool) = 0;

 protected:
  std::size_t scratch_bytes_ = 0;
};

class Kernel {
 public:
  virtual ~Kernel() = default;

  // Packs a copy of some output channels of the layer. `first` and the count are multiples of
  // ChannelsPackedTogether(), except for the last channels. Several threads may pack different
  // channels at the same time. Throws Error(kOutOfMemory), or Error(kInternal) if the operator has
  // no layer.
  virtual void Pack(const ChannelWeights& channels);

  // Call after the last Pack. Throws Error(kOutOfMemory).
  virtual void Seal() {}

  // Whether MakeStep accepts this fusion. Every kernel accepts an empty one.
  virtual bool CanFuse(const Fusion& fusion) const { return fusion.empty(); }

  // Whether the output may use the buffer of this input.
  virtual bool CanRunInPlace([[maybe_unused]] std::size_t input) const { return false; }

  // The kernel must outlive the step. Throws Error(kOutOfMemory).
  virtual std::unique_ptr<Step> MakeStep(const StepSize& size) const = 0;
};

// A kernel that can add to its result and apply ReLU. The output may use the addend's buffer.
class AddingKernel : public Kernel {
 public:
  bool CanFuse(const Fusion& fusion) const override {
    return fusion.activation == Activation{} || fusion.activation == kRelu;
  }
  bool CanRunInPlace(std::size_t input) const final { return input == 1; }
};

// The largest value of all kernels on this machine.
std::size_t ChannelsPackedTogether();

}  // namespace residua::engine
