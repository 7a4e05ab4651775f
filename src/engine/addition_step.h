// Where a skip connection joins: sum = branch + shortcut, and ReLU, in one pass over the memory.
//
// XNNPACK would take two passes, and its binary operators would make the wasm a quarter larger.

#pragma once

#include "engine/step.h"

namespace residua::engine {

// sum = a + b, then max(sum, 0) where `relu`; `sum` may be `a` or `b`.
void AddFloats(const float* a, const float* b, float* sum, std::size_t count, bool relu);

class AdditionStep final : public Step {
 public:
  bool CanFuse(const Fusion& fusion) const override { return !fusion.add; }
  bool CanRunInPlace(std::size_t) const override { return true; }

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  const float* a_ = nullptr;
  const float* b_ = nullptr;
  float* output_ = nullptr;
  std::size_t elements_ = 0;
  bool relu_ = false;
};

// y = max(x, 0), for the rare time that the sum before it is asked for.
class ReluStep final : public Step {
 public:
  bool CanRunInPlace(std::size_t) const override { return true; }

  Sizing Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                 const ThreadPool& pool) override;
  void Bind(std::span<const float* const> inputs, float* output, void* scratch) override;
  void Run(const ThreadPool& pool) override;

 private:
  const float* input_ = nullptr;
  float* output_ = nullptr;
  std::size_t elements_ = 0;
};

}  // namespace residua::engine
