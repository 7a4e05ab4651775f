// One operation of a plan. It holds packed weights and no shapes until Reshape.
//
//   Reshape (may allocate) -> Bind -> Run, Run, ...   and again from Reshape for another input size

#pragma once

#include <cstddef>
#include <span>

#include "core/tensor.h"
#include "engine/layer.h"
#include "engine/thread_pool.h"

namespace residua::engine {

// What a step does to its own result before it writes it, in this order. The addend is then the
// step's last input.
struct Fusion {
  bool add = false;
  bool relu = false;
};

// What a step learns about its buffers when they are sized.
struct Sizing {
  Shape4 output;
  std::size_t scratch_bytes = 0;  // needed while it runs only
  double flops = 0;               // multiplications and additions of the textbook algorithm
};

class Step {
 public:
  virtual ~Step() = default;

  // Whether Reshape takes this fusion. Without one, every step can.
  virtual bool CanFuse(const Fusion& fusion) const { return !fusion.add && !fusion.relu; }

  // Whether the output may be the very buffer of this input. Asked after Reshape.
  virtual bool CanRunInPlace([[maybe_unused]] std::size_t input) const { return false; }

  // `inputs` includes the addend, if any.
  virtual Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                         const ThreadPool& pool) = 0;

  // Buffers, each with XNN_EXTRA_BYTES readable bytes after its end, that stay valid over the Runs
  // to come.
  virtual void Bind(std::span<const float* const> inputs, float* output, void* scratch) = 0;

  // Allocates nothing.
  virtual void Run(const ThreadPool& pool) = 0;
};

// A step with weights, which it takes some output channels at a time:
//
//   Pack, Pack, ... each channel once -> Seal -> Reshape and so on
class LayerStep : public Step {
 public:
  // Packs a copy. But for the last channels, the first and the count are multiples of
  // ChannelsPackedTogether(). Several threads may pack different channels at a time. Throws
  // Error(kOutOfMemory).
  virtual void Pack(const ChannelWeights& channels) = 0;

  // Throws Error(kOutOfMemory).
  virtual void Seal() {}
};

// A layer's step that adds to its own result and rectifies it, but adds nothing behind a ReLU of
// its own. The output may be the addend's buffer.
class FusingLayerStep : public LayerStep {
 public:
  explicit FusingLayerStep(bool relu) : relu_(relu) {}

  bool CanFuse(const Fusion& fusion) const final { return !(relu_ && fusion.add); }
  bool CanRunInPlace(std::size_t input) const final { return input == 1; }

 protected:
  bool Rectifies(const Fusion& fusion) const { return relu_ || fusion.relu; }

 private:
  bool relu_;
};

// Of all steps, on this machine.
std::size_t ChannelsPackedTogether();

}  // namespace residua::engine
