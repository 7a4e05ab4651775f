#include "engine/addition_step.h"

#include <algorithm>

#include "core/error.h"

namespace residua::engine {
namespace {

// Elements per task: 64 KB of each operand, so that a task is worth a thread's waking.
constexpr std::size_t kTile = 16384;

// Plain loops over memory that may be shared by output and input, element for element: compilers
// vectorise them.
void AddTile(const float* a, const float* b, float* output, std::size_t count, bool relu) {
  if (relu) {
    for (std::size_t i = 0; i < count; ++i) {
      const float sum = a[i] + b[i];
      output[i] = sum > 0.0f ? sum : 0.0f;
    }
  } else {
    for (std::size_t i = 0; i < count; ++i) output[i] = a[i] + b[i];
  }
}

void ReluTile(const float* input, float* output, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) output[i] = input[i] > 0.0f ? input[i] : 0.0f;
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
    AddTile(a_ + first, b_ + first, output_ + first, count, relu_);
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
