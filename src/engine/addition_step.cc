#include "engine/addition_step.h"

#include <algorithm>

#include "core/error.h"
#include "engine/simd.h"

namespace residua::engine {
namespace {

// Elements per task: 64 KB of each operand, so that a task is worth a thread's waking.
constexpr std::size_t kTile = 16384;

// The output may be an operand, element for element, which keeps compilers from vectorising plain
// loops. `count` is any number; behind the last element nothing is written.
template <bool kRelu>
void AddTile(const float* a, const float* b, float* output, std::size_t count) {
  const auto finish = [](Vec4 sum) { return kRelu ? Relu(sum) : sum; };
  std::size_t i = 0;
  for (; i + 2 * kLanes <= count; i += 2 * kLanes) {
    const Vec4 low = Load(a + i) + Load(b + i);
    const Vec4 high = Load(a + i + kLanes) + Load(b + i + kLanes);
    Store(output + i, finish(low));
    Store(output + i + kLanes, finish(high));
  }
  for (; i < count; i += kLanes) {
    const std::size_t lanes = std::min(kLanes, count - i);
    StorePartly(output + i, finish(LoadPartly(a + i, lanes) + LoadPartly(b + i, lanes)), lanes);
  }
}

void ReluTile(const float* input, float* output, std::size_t count) {
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) Store(output + i, Relu(Load(input + i)));
  for (; i < count; ++i) output[i] = std::max(input[i], 0.0f);
}

// Calls run(first, count) for every tile, on the pool's threads.
template <typename RunTile>
void ForEachTile(const ThreadPool& pool, std::size_t elements, const RunTile& run) {
  pthreadpool_parallelize_1d_tile_1d(
      pool.get(),
      [](void* context, std::size_t first, std::size_t count) {
        (*static_cast<const RunTile*>(context))(first, count);
      },
      const_cast<RunTile*>(&run), elements, kTile, /*flags=*/0);
}

}  // namespace

void AddFloats(const float* a, const float* b, float* sum, std::size_t count, bool relu) {
  if (relu) {
    AddTile<true>(a, b, sum, count);
  } else {
    AddTile<false>(a, b, sum, count);
  }
}

Sizing AdditionStep::Reshape(std::span<const Shape4> inputs, const Fusion& fusion,
                             const ThreadPool&) {
  if (inputs[0] != inputs[1]) {
    throw Error(ErrorCode::kInternal, "an addition of tensors of different shapes");
  }
  elements_ = inputs[0].elements();
  relu_ = fusion.relu;
  return {.output = inputs[0], .flops = static_cast<double>(elements_)};
}

void AdditionStep::Bind(std::span<const float* const> inputs, float* output, void*) {
  a_ = inputs[0];
  b_ = inputs[1];
  output_ = output;
}

void AdditionStep::Run(const ThreadPool& pool) {
  ForEachTile(pool, elements_, [this](std::size_t first, std::size_t count) {
    AddFloats(a_ + first, b_ + first, output_ + first, count, relu_);
  });
}

Sizing ReluStep::Reshape(std::span<const Shape4> inputs, const Fusion&, const ThreadPool&) {
  elements_ = inputs[0].elements();
  return {.output = inputs[0], .flops = static_cast<double>(elements_)};
}

void ReluStep::Bind(std::span<const float* const> inputs, float* output, void*) {
  input_ = inputs[0];
  output_ = output;
}

void ReluStep::Run(const ThreadPool& pool) {
  ForEachTile(pool, elements_, [this](std::size_t first, std::size_t count) {
    ReluTile(input_ + first, output_ + first, count);
  });
}

}  // namespace residua::engine
