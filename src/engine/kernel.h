// How one operator of a graph is computed.
//
// A Kernel is made once and immutable from then on: it holds the packed weights, if any, and is
// shared by all executions. A Step belongs to one execution: it is made for one size, bound to that
// execution's buffers, and holds whatever changes.
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

// What a step is made for.
struct StepSize {
  std::span<const Shape4> inputs;  // the addend's included
  Shape4 output;
  Fusion fusion;
  // The step runs on this pool or on one of as many threads.
  const ThreadPool& pool;
};

// Where a step reads and writes. Each buffer has XNN_EXTRA_BYTES readable bytes after its end.
struct Buffers {
  std::span<const void* const> inputs;  // the addend's included
  void* output = nullptr;
  void* scratch = nullptr;  // scratch_bytes() of the step

  const float* input(std::size_t index) const { return static_cast<const float*>(inputs[index]); }
  float* result() const { return static_cast<float*>(output); }
};

class Step {
 public:
  virtual ~Step() = default;

  // Needed while it runs only.
  std::size_t scratch_bytes() const { return scratch_bytes_; }

  // The buffers stay valid over the Runs to come.
  virtual void Bind(const Buffers& buffers) = 0;

  // Allocates nothing.
  virtual void Run(const ThreadPool& pool) = 0;

 protected:
  std::size_t scratch_bytes_ = 0;
};

class Kernel {
 public:
  virtual ~Kernel() = default;

  // Takes some output channels of the layer and packs a copy. But for the last channels, the first
  // and the count are multiples of ChannelsPackedTogether(). Several threads may pack different
  // channels at a time. Throws Error(kOutOfMemory), Error(kInternal) if the operator has no layer.
  virtual void Pack(const ChannelWeights& channels);

  // After the last Pack. Throws Error(kOutOfMemory).
  virtual void Seal() {}

  // Whether MakeStep takes this fusion. Without one, every kernel can.
  virtual bool CanFuse(const Fusion& fusion) const { return fusion.empty(); }

  // Whether the output may be the very buffer of this input.
  virtual bool CanRunInPlace([[maybe_unused]] std::size_t input) const { return false; }

  // The kernel must outlive the step. Throws Error(kOutOfMemory).
  virtual std::unique_ptr<Step> MakeStep(const StepSize& size) const = 0;
};

// A kernel that can add to its own result and rectify the sum. The output may be the addend's
// buffer.
class AddingKernel : public Kernel {
 public:
  bool CanFuse(const Fusion& fusion) const override {
    return fusion.activation == Activation{} || fusion.activation == kRelu;
  }
  bool CanRunInPlace(std::size_t input) const final { return input == 1; }
};

// Of all kernels, on this machine.
std::size_t ChannelsPackedTogether();

}  // namespace residua::engine
